import { Hints } from './hints.ts';
import { JSON_ERRORS, JsonScanner, unescapeJson, type JsonSpan } from './json-scan.ts';
import { LabelsBuilder } from './labels-builder.ts';
import { DUPLICATE_SUFFIX } from './special-labels.ts';
import type { Line } from './line.ts';
import { appendSanitized, sanitizeLabelName } from './sanitize.ts';
import type { StageRunner } from './stage.ts';

export const JSON_PARSER_ERROR = 'JSONParserErr';
const ALL_FOUND = 'all required labels found';
const DROP_LINE = 'a parsed label fails a later filter';
const MAX_CACHED_KEYS = 4096;
/** Deeper objects are left alone: each level is walked twice. */
const MAX_NESTING = 100;
/** No label has such a name. */
const NOT_REQUIRED = '';
const NO_PATH: readonly string[] = [];

interface JsonParserOptions {
  /** Told of the path that each label came from. */
  readonly onPath?: (label: string, path: readonly string[]) => void;
}

/** `| json`: every scalar of an object becomes a label, nested keys joined by `_`. */
export const createJsonParser = (options: JsonParserOptions = {}): StageRunner => new JsonParser(options);

class JsonParser implements StageRunner {
  readonly #onPath: JsonParserOptions['onPath'];
  readonly #names = new Map<string, string>();
  readonly #scanner = new JsonScanner();
  #labels = new LabelsBuilder(new Hints());

  constructor({ onPath }: JsonParserOptions) {
    this.#onPath = onPath;
  }

  readonly run = (line: Line, labels: LabelsBuilder): boolean => {
    if (labels.hints.noLabels) return true;
    this.#scanner.text = line.text;
    this.#labels = labels;
    const stop = this.#scanner.walkObject(line.start, line.end, this.#visitTop);
    if (stop === null || stop === ALL_FOUND) return true;
    if (stop === DROP_LINE) return false;
    labels.fail(JSON_PARSER_ERROR, stop);
    return true;
  };

  readonly #visitTop = (keyStart: number, keyEnd: number, value: JsonSpan): string | null => {
    if (value.type === 'null' || value.type === 'array') return null;
    const isObject = value.type === 'object';
    const required = isObject ? null : this.#requiredName(keyStart, keyEnd);
    if (required === NOT_REQUIRED) return null;
    const key = required ?? unescapeJson(this.#scanner.text.slice(keyStart, keyEnd));
    if (key === null) return JSON_ERRORS.escape;
    const name = required ?? this.#sanitizedName(key);
    if (isObject) return this.#labels.hints.wantsPrefix(name) ? this.#visitNested(name, [key], value) : null;
    return name === '' ? null : this.#setLabel(name, value, this.#onPath ? [key] : NO_PATH);
  };

  #visitNested(prefix: string, path: readonly string[], object: JsonSpan): string | null {
    return this.#scanner.walkObject(object.start, object.end, (keyStart, keyEnd, value) => {
      if (value.type === 'null' || value.type === 'array') return null;
      const key = unescapeJson(this.#scanner.text.slice(keyStart, keyEnd));
      if (key === null) return JSON_ERRORS.escape;
      const name = appendSanitized(prefix, key);
      if (value.type !== 'object') return this.#setLabel(name, value, [...path, key]);
      if (path.length >= MAX_NESTING || !this.#labels.hints.wantsPrefix(name)) return null;
      return this.#visitNested(name, [...path, key], value);
    });
  }

  #setLabel(base: string, value: JsonSpan, path: readonly string[]): string | null {
    const labels = this.#labels;
    const { hints } = labels;
    const name = labels.isTaken(base) ? base + DUPLICATE_SUFFIX : base;
    if (!hints.wants(name) || hints.isExtracted(name)) return hints.allFound ? ALL_FOUND : null;
    labels.setParsed(name, readScalar(this.#scanner.text, value));
    this.#onPath?.(name, path);
    if (hints.allFound) return ALL_FOUND;
    return hints.keepsLine(name, labels) ? null : DROP_LINE;
  }

  /**
   * The name of a key that is required as it stands, NOT_REQUIRED when no label can come of it, null when that is not
   * plain to see; told without making a string of the key. Required labels also come without the suffix that a clash
   * adds, so a plain key must equal one of them.
   */
  #requiredName(keyStart: number, keyEnd: number): string | null {
    const { required } = this.#labels.hints;
    if (required.length === 0) return null;
    const { text } = this.#scanner;
    if (!isPlainName(text, keyStart, keyEnd)) return null;
    for (let at = 0; at < required.length; at++) {
      const name = required[at] ?? '';
      if (name.length === keyEnd - keyStart && text.startsWith(name, keyStart)) return name;
    }
    return NOT_REQUIRED;
  }

  #sanitizedName(key: string): string {
    let name = this.#names.get(key);
    if (name === undefined) {
      name = sanitizeLabelName(key);
      if (this.#names.size < MAX_CACHED_KEYS) this.#names.set(key, name);
    }
    return name;
  }
}

function isPlainName(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    const isPlain =
      (code >= 97 && code <= 122) ||
      (code >= 65 && code <= 90) ||
      code === 95 ||
      (at > start && code >= 48 && code <= 57);
    if (!isPlain) return false;
  }
  return end > start;
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
