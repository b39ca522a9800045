import { parseError } from '../syntax/query-error.ts';
import type { LabelPath } from '../syntax/ast.ts';
import { printStage } from '../syntax/print.ts';
import { JSON_PARSER_ERROR, cleanString } from './json-parser.ts';
import { parseJsonPath, type PathStep } from './json-path-syntax.ts';
import { JSON_ERRORS, JsonScanner, createSpan, unescapeJson, type JsonSpan } from './json-scan.ts';
import type { LabelsBuilder } from './labels-builder.ts';
import { DUPLICATE_SUFFIX } from './special-labels.ts';
import type { Line } from './line.ts';
import type { StageRunner } from './stage.ts';

/** `| json a="b.c[0]"`: only these values, under these names; those not found become empty. @throws QueryError */
export function createJsonPathParser(labelPaths: readonly LabelPath[]): StageRunner {
  const targets = labelPaths.map((target) => {
    try {
      return { name: target.name, steps: parseJsonPath(target.path) };
    } catch (error) {
      const stage = printStage({ kind: 'jsonPaths', paths: labelPaths });
      throw parseError(`stage '${stage}' : cannot parse expression [${target.path}]: ${(error as Error).message}`);
    }
  });
  const paths = targets.map(({ steps }) => steps);
  const scanner = new JsonScanner();
  const span = createSpan();
  return {
    run(line: Line, labels: LabelsBuilder): boolean {
      if (line.end === line.start || labels.hints.noLabels) return true;
      const first = line.text[line.start];
      if (first !== '"' && first !== '{' && first !== '[') {
        labels.fail(JSON_PARSER_ERROR, null);
        return true;
      }
      let found = 0;
      scanner.text = line.text;
      const emit = (index: number, failure: string | null) => {
        const target = targets[index];
        if (failure !== null || !target) {
          labels.fail(JSON_PARSER_ERROR, failure);
          return;
        }
        found++;
        const { name } = target;
        labels.setParsed(labels.isTaken(name) ? name + DUPLICATE_SUFFIX : name, readValue(line.text, span));
      };
      walkPaths({ scanner, span, paths, emit }, line.start, line.end);
      if (found < targets.length)
        for (const { name } of targets) if (labels.get(name) === undefined) labels.setParsed(name, '');
      return true;
    },
  };
}

interface PathWalk {
  readonly scanner: JsonScanner;
  /** Holds the value that `emit` is told of. */
  readonly span: JsonSpan;
  readonly paths: readonly (readonly PathStep[])[];
  /** A value of this path was found, or is malformed; -1 when the text has a member outside of an object. */
  readonly emit: (index: number, failure: string | null) => void;
}

const QUOTE = 34;
const COLON = 58;

/**
 * Finds values as Loki's scanner does: by brackets and keys alone, so that what stands before the place where a line was
 * cut off is found. Arrays are only looked into for items that a path names.
 */
function walkPaths(walk: PathWalk, start: number, end: number): void {
  const { scanner, span, paths, emit } = walk;
  const { text } = scanner;
  const open = new Set(paths.keys());
  const above: string[] = [];
  let level = 0;
  for (let at = start; at < end && open.size > 0; at++) {
    const char = text.charAt(at);
    if (char === '{') level++;
    else if (char === '}' || char === ']') level--;
    else if (char === '[') {
      if (level < 0) return emit(-1, JSON_ERRORS.json);
      const close = scanner.blockEnd(at, end);
      const named = [...open].filter(
        (index) => typeof paths[index]?.[level] === 'number' && isUnder(above, level, paths[index]),
      );
      if (close < 0 && named.length === 0) return;
      takeItems(walk, { named, open, level, at, end: close < 0 ? end : close });
      if (close < 0) return;
      at = close - 1;
    } else if (text.charCodeAt(at) === QUOTE) {
      const quote = scanner.closingQuote(at + 1, end);
      const next = quote < 0 ? -1 : scanner.nextToken(quote + 1, end);
      if (next < 0) return;
      if (text.charCodeAt(next) !== COLON) {
        at = next - 1;
        continue;
      }
      const key = unescapeJson(text.slice(at + 1, quote));
      if (key === null) return;
      if (level < 1) return emit(-1, JSON_ERRORS.json);
      above[level - 1] = key;
      for (const index of open)
        if (paths[index]?.length === level && isUnder(above, level, paths[index])) {
          open.delete(index);
          emit(index, scanner.scanValue(next + 1, end, span));
        }
      at = next;
    }
  }
}

const isUnder = (above: readonly string[], level: number, path: readonly PathStep[] = []) =>
  above.slice(0, level).every((key, index) => path[index] === key);

interface Items {
  readonly named: readonly number[];
  readonly open: Set<number>;
  readonly level: number;
  readonly at: number;
  readonly end: number;
}

function takeItems({ scanner, span, paths, emit }: PathWalk, { named, open, level, at, end }: Items): void {
  if (named.length === 0) return;
  scanner.walkArray({ type: 'array', start: at, end, next: end }, (position, item) => {
    for (const index of named) {
      const path = paths[index] ?? [];
      if (path[level] !== position) continue;
      open.delete(index);
      Object.assign(span, item);
      if (descend(scanner, span, path.slice(level + 1))) emit(index, null);
    }
    return true;
  });
}

/** Narrows `span` to what the path leads to; false when it leads nowhere. */
function descend(scanner: JsonScanner, span: JsonSpan, steps: readonly PathStep[]): boolean {
  return steps.every((step) => {
    if (typeof step === 'number' ? span.type !== 'array' : span.type !== 'object') return false;
    let isFound = false;
    const take = (value: JsonSpan) => {
      Object.assign(span, value);
      isFound = true;
    };
    if (typeof step === 'number')
      scanner.walkArray({ ...span }, (index, item) => {
        if (index === step) take(item);
        return index < step;
      });
    else
      scanner.walkObject(span.start, span.end, (keyStart, keyEnd, value) => {
        if (unescapeJson(scanner.text.slice(keyStart, keyEnd)) !== step) return null;
        take(value);
        return 'found';
      });
    return isFound;
  });
}

function readValue(text: string, span: JsonSpan): string {
  const raw = text.slice(span.start, span.end);
  if (span.type === 'null') return '';
  return span.type === 'object' ? raw : cleanString(raw);
}
