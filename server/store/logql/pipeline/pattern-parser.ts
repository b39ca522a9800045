import { parseError } from '../syntax/query-error.ts';
import type { LabelsBuilder } from './labels-builder.ts';
import { DUPLICATE_SUFFIX } from './special-labels.ts';
import { lineText, type Line } from './line.ts';
import { checkExtraction, matchPattern, parsePattern } from './pattern.ts';
import type { StageRunner } from './stage.ts';

/** `| pattern "…"`: captures become labels. @throws QueryError */
export function createPatternParser(pattern: string): StageRunner {
  const parts = parsePattern(pattern);
  const complaint = checkExtraction(parts);
  if (complaint) throw parseError(`invalid pattern parser: ${complaint}`);
  const names = parts.flatMap((part) => (part.kind === 'capture' && part.name !== null ? [part.name] : []));
  return {
    run(line: Line, labels: LabelsBuilder): boolean {
      const { hints } = labels;
      if (hints.noLabels) return true;
      const captures = matchPattern(parts, lineText(line));
      for (const [index, capture] of captures.entries()) {
        const name = names[index] ?? '';
        const label = labels.isTaken(name) ? name + DUPLICATE_SUFFIX : name;
        if (hints.isExtracted(label) || !hints.wants(label)) continue;
        labels.setParsed(label, capture);
        if (!hints.keepsLine(label, labels)) return false;
      }
      return true;
    },
  };
}
