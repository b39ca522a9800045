import type { LabelsBuilder } from './labels-builder.ts';
import { DUPLICATE_SUFFIX, ERROR_LABEL } from './special-labels.ts';
import type { Line } from './line.ts';
import { LogfmtScanner } from './logfmt-scan.ts';
import { sanitizeLabelName } from './sanitize.ts';
import type { StageRunner } from './stage.ts';
import type { LabelPath } from '../syntax/ast.ts';

export const LOGFMT_PARSER_ERROR = 'LogfmtParserErr';

interface LogfmtOptions {
  /** The first malformed pair ends the line and marks it with an error. */
  readonly isStrict: boolean;
  readonly keepEmpty: boolean;
}

/** `| logfmt`: every pair becomes a label. */
export function createLogfmtParser({ isStrict, keepEmpty }: LogfmtOptions): StageRunner {
  const scanner = new LogfmtScanner();
  return {
    run(line: Line, labels: LabelsBuilder): boolean {
      const { hints } = labels;
      if (hints.noLabels) return true;
      scanner.reset(line.text, line.start, line.end);
      while (!scanner.isAtEnd) {
        if (!scanner.next()) {
          if (isStrict) break;
          continue;
        }
        const sanitized = sanitizeLabelName(scanner.key);
        if (sanitized === '') continue;
        const name = labels.isTaken(sanitized) ? sanitized + DUPLICATE_SUFFIX : sanitized;
        if (!hints.wants(name) || hints.isExtracted(name)) continue;
        const { value } = scanner;
        if (value === '' && !keepEmpty) continue;
        labels.setParsed(name, value.includes('\ufffd') ? value.replaceAll('\ufffd', ' ') : value);
        if (!hints.keepsLine(name, labels)) return false;
        if (hints.allFound) break;
      }
      if (!isStrict || scanner.error === null) return true;
      labels.fail(LOGFMT_PARSER_ERROR, scanner.error);
      return hints.keepsLine(ERROR_LABEL, labels);
    },
  };
}

/** `| logfmt a="b"`: only these keys, under these names; those not found become empty. */
export function createLogfmtPathParser(paths: readonly LabelPath[], isStrict: boolean): StageRunner {
  const scanner = new LogfmtScanner();
  const nameOf = new Map(paths.map(({ name, path }) => [path, name]));
  const names = new Set(paths.map(({ name }) => name));

  /** False ends the line. */
  const extract = (labels: LabelsBuilder): boolean => {
    const { hints } = labels;
    const key = sanitizeLabelName(scanner.key);
    if (key === '') return true;
    // Hints know the label's name, not the key it comes from: as in Loki, a renamed key is then not looked for.
    if (!names.has(key) && (!hints.wants(key) || hints.isExtracted(key))) return true;
    let name = nameOf.get(key) ?? key;
    if (!names.has(name)) return true;
    if (labels.isTaken(name)) {
      name += DUPLICATE_SUFFIX;
      if (hints.isExtracted(name) || !hints.wants(name)) return false;
    }
    labels.setParsed(name, scanner.value.includes('\ufffd') ? '' : scanner.value);
    return !hints.allFound;
  };

  return {
    run(line: Line, labels: LabelsBuilder): boolean {
      if (labels.hints.noLabels) return true;
      for (const name of names) if (!labels.isTaken(name)) labels.setParsed(name, '');
      scanner.reset(line.text, line.start, line.end);
      while (!scanner.isAtEnd) {
        if (scanner.next()) {
          if (!extract(labels)) break;
        } else if (isStrict) break;
      }
      if (isStrict && scanner.error !== null) labels.fail(LOGFMT_PARSER_ERROR, scanner.error);
      return true;
    },
  };
}
