import { JSON_ERRORS, unescapeJson, walkObject, type JsonSpan } from './json-scan.ts';
import { DUPLICATE_SUFFIX, type LabelsBuilder } from './labels-builder.ts';
import type { Line } from './line.ts';
import { appendSanitized, sanitizeLabelName } from './sanitize.ts';
import type { StageRunner } from './stage.ts';

export const JSON_PARSER_ERROR = 'JSONParserErr';
const ALL_FOUND = 'all required labels found';
const DROP_LINE = 'a parsed label fails a later filter';
const MAX_CACHED_KEYS = 4096;
const NO_PATH: readonly string[] = [];

interface JsonParserOptions {
  /** Told of the path that each label came from. */
  readonly onPath?: (label: string, path: readonly string[]) => void;
}

/** `| json`: every scalar of an object becomes a label, nested keys joined by `_`. */
export function createJsonParser({ onPath }: JsonParserOptions = {}): StageRunner {
  const names = new Map<string, string>();
  const sanitizedName = (key: string): string => {
    let name = names.get(key);
    if (name === undefined) {
      name = sanitizeLabelName(key);
      if (names.size < MAX_CACHED_KEYS) names.set(key, name);
    }
    return name;
  };

  let text = '';
  let labels: LabelsBuilder;

  const setLabel = (name: string, value: JsonSpan, path: readonly string[]): string | null => {
    const { hints } = labels;
    if (!hints.wants(name) || hints.isExtracted(name)) return hints.allFound ? ALL_FOUND : null;
    labels.setParsed(name, readScalar(text, value));
    onPath?.(name, path);
    if (hints.allFound) return ALL_FOUND;
    return hints.keepsLine(name, labels) ? null : DROP_LINE;
  };

  const visitNested = (prefix: string, path: readonly string[], value: JsonSpan): string | null =>
    walkObject(text, value.start, value.end, (keyStart, keyEnd, member) => {
      if (member.type === 'null' || member.type === 'array') return null;
      const key = unescapeJson(text.slice(keyStart, keyEnd));
      if (key === null) return JSON_ERRORS.escape;
      const name = appendSanitized(prefix, key);
      const nextPath = [...path, key];
      if (member.type === 'object') return labels.hints.wantsPrefix(name) ? visitNested(name, nextPath, member) : null;
      return setLabel(labels.isTaken(name) ? name + DUPLICATE_SUFFIX : name, member, nextPath);
    });

  const visitTop = (keyStart: number, keyEnd: number, value: JsonSpan): string | null => {
    if (value.type === 'null' || value.type === 'array') return null;
    if (value.type !== 'object' && isSurelyUnwanted(text, { keyStart, keyEnd, required: labels.hints.required }))
      return null;
    const key = unescapeJson(text.slice(keyStart, keyEnd));
    if (key === null) return JSON_ERRORS.escape;
    const name = sanitizedName(key);
    if (value.type === 'object') return labels.hints.wantsPrefix(name) ? visitNested(name, [key], value) : null;
    if (name === '') return null;
    return setLabel(labels.isTaken(name) ? name + DUPLICATE_SUFFIX : name, value, onPath ? [key] : NO_PATH);
  };

  return {
    run(line: Line, builder: LabelsBuilder): boolean {
      if (builder.hints.noLabels) return true;
      text = line.text;
      labels = builder;
      const stop = walkObject(text, line.start, line.end, visitTop);
      if (stop === null || stop === ALL_FOUND) return true;
      if (stop === DROP_LINE) return false;
      builder.fail(JSON_PARSER_ERROR, stop);
      return true;
    },
  };
}

/**
 * Whether a key cannot become a required label, told without making a string of it. Required labels also come without
 * the suffix that a clash adds, so a plain key must equal one of them.
 */
function isSurelyUnwanted(
  text: string,
  { keyStart, keyEnd, required }: { keyStart: number; keyEnd: number; required: readonly string[] },
): boolean {
  if (required.length === 0) return false;
  const length = keyEnd - keyStart;
  for (const name of required) if (name.length === length && text.startsWith(name, keyStart)) return false;
  for (let at = keyStart; at < keyEnd; at++) {
    const code = text.charCodeAt(at);
    const isPlain =
      (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57);
    if (!isPlain) return false;
  }
  const first = text.charCodeAt(keyStart);
  return length > 0 && !(first >= 48 && first <= 57);
}

/** A string's content, or a number or boolean as it is written. */
export function readScalar(text: string, span: JsonSpan): string {
  const raw = text.slice(span.start, span.end);
  return span.type === 'string' ? cleanString(raw) : raw;
}

/** Characters that were not UTF-8 become spaces; a bad escape empties the value. */
export function cleanString(raw: string): string {
  const value = unescapeJson(raw) ?? '';
  return value.includes('\ufffd') ? value.replaceAll('\ufffd', ' ') : value;
}
