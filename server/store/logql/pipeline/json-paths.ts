import { parseError } from '../syntax/query-error.ts';
import type { LabelPath } from '../syntax/ast.ts';
import { JSON_PARSER_ERROR, cleanString } from './json-parser.ts';
import { JsonScanner, createSpan, unescapeJson, type JsonSpan } from './json-scan.ts';
import type { LabelsBuilder } from './labels-builder.ts';
import { DUPLICATE_SUFFIX } from './special-labels.ts';
import type { Line } from './line.ts';
import type { StageRunner } from './stage.ts';

type PathStep = string | number;

/** `| json a="b.c[0]"`: only these values, under these names; those not found become empty. @throws QueryError */
export function createJsonPathParser(paths: readonly LabelPath[]): StageRunner {
  const targets = paths.map(({ name, path }) => ({ name, steps: parseJsonPath(path) }));
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
      for (const { name, steps } of targets) {
        if (scanner.scanValue(line.start, line.end, span) !== null) continue;
        if (!descend(scanner, span, steps)) continue;
        found++;
        labels.setParsed(labels.isTaken(name) ? name + DUPLICATE_SUFFIX : name, readValue(line.text, span));
      }
      if (found < targets.length)
        for (const { name } of targets) if (labels.get(name) === undefined) labels.setParsed(name, '');
      return true;
    },
  };
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

const STEP = /\s*(?:\[\s*(\d+)\s*\]|\[\s*"([^"\]]*)"?\s*\]|(\.)?\s*([A-Za-z_]\w*))/y;

/** Reads `a.b[0]["c d"]`. @throws QueryError */
export function parseJsonPath(path: string): PathStep[] {
  const steps: PathStep[] = [];
  const invalid = () => parseError(`cannot parse expression [${path}]: syntax error`);
  let at = 0;
  while (path.slice(at).trim() !== '') {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (!match) throw invalid();
    const [whole, index, quoted, dot, field] = match;
    if (field !== undefined && (dot === '.') === (steps.length === 0)) throw invalid();
    steps.push(index === undefined ? (quoted ?? field ?? '') : Number(index));
    at += whole.length;
  }
  if (steps.length === 0) throw invalid();
  return steps;
}
