import { JSON_PARSER_ERROR, cleanString } from './json-parser.ts';
import { JSON_ERRORS, JsonScanner, unescapeJson } from './json-scan.ts';
import type { LabelsBuilder } from './labels-builder.ts';
import { DUPLICATE_SUFFIX } from './special-labels.ts';
import { replaceLine, type Line } from './line.ts';
import { sanitizeLabelName } from './sanitize.ts';
import type { StageRunner } from './stage.ts';

const PACKED_ENTRY = '_entry';

/** `| unpack`: the strings of a packed line become labels and its `_entry` the line. */
export function createUnpackParser(): StageRunner {
  const scanner = new JsonScanner();
  return {
    run(line: Line, labels: LabelsBuilder): boolean {
      const { hints } = labels;
      if (line.end === line.start || hints.noLabels) return true;
      if (line.text[line.start] !== '{') {
        labels.fail(JSON_PARSER_ERROR, 'expecting json object(6), but it is not');
        return true;
      }
      const found: [string, string][] = [];
      let entry: string | null = null;
      const { text } = line;
      scanner.text = text;
      const failure = scanner.walkObject(line.start, line.end, (keyStart, keyEnd, value) => {
        if (value.type !== 'string') return null;
        const key = unescapeJson(text.slice(keyStart, keyEnd));
        if (key === null) return JSON_ERRORS.escape;
        const raw = text.slice(value.start, value.end);
        if (key === PACKED_ENTRY) {
          entry = unescapeJson(raw);
          return entry === null ? JSON_ERRORS.escape : null;
        }
        const name = labels.isTaken(key) ? key + DUPLICATE_SUFFIX : key;
        if (hints.wants(name) && !hints.isExtracted(name)) found.push([sanitizeLabelName(name), cleanString(raw)]);
        return null;
      });
      if (failure !== null) {
        labels.fail(JSON_PARSER_ERROR, failure);
        return true;
      }
      if (entry === null) return true;
      replaceLine(line, entry);
      for (const [name, value] of found) {
        labels.setParsed(name, value);
        if (!hints.keepsLine(name, labels)) return false;
      }
      return true;
    },
  };
}
