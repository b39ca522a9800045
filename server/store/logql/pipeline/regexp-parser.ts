import { compileRegex, type Regex } from '../../regex.ts';
import { parseError } from '../syntax/query-error.ts';
import type { LabelsBuilder } from './labels-builder.ts';
import { DUPLICATE_SUFFIX } from './special-labels.ts';
import { lineText, type Line } from './line.ts';
import { sanitizeLabelName } from './sanitize.ts';
import type { StageRunner } from './stage.ts';

/** `| regexp "…"`: named groups become labels. @throws QueryError */
export function createRegexpParser(pattern: string): StageRunner {
  const regex = compileWithNames(pattern);
  const groups = regex.groupNames
    .map((name, index) => ({ name: sanitizeLabelName(name), group: index + 1 }))
    .filter(({ name }) => name !== '');
  return {
    run(line: Line, labels: LabelsBuilder): boolean {
      const found = regex.exec(lineText(line));
      if (!found) return true;
      const { hints } = labels;
      for (const { name, group } of groups) {
        const label = labels.isTaken(name) ? name + DUPLICATE_SUFFIX : name;
        if (!hints.wants(label) || hints.isExtracted(label)) continue;
        labels.setParsed(label, found[group] ?? '');
        if (!hints.keepsLine(label, labels)) return false;
      }
      return true;
    },
  };
}

function compileWithNames(pattern: string): Regex {
  const invalid = (message: string) => parseError(`invalid regexp parser: ${message}`);
  const written = [...pattern.matchAll(/\(\?P?<([^>]*)>/g)].map((found) => found[1] ?? '');
  const duplicate = written.find((name, index) => written.indexOf(name) !== index);
  if (duplicate !== undefined) throw invalid(`duplicate extracted label name '${duplicate}'`);
  let regex: Regex;
  try {
    regex = compileRegex(pattern, false);
  } catch (error) {
    throw invalid((error as Error).message);
  }
  if (!regex.groupNames.some((name) => name !== '')) throw invalid('at least one named capture must be supplied');
  return regex;
}
