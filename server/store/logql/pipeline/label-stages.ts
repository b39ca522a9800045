import { compileRegex } from '../../regex.ts';
import { replaceMatches } from '../go/regex-replace.ts';
import type { NamedMatcher } from '../syntax/ast.ts';
import { matches } from '../syntax/build-matcher.ts';
import type { LabelsBuilder } from './labels-builder.ts';
import { ERROR_DETAILS_LABEL, ERROR_LABEL, PRESERVE_ERROR_LABEL } from './special-labels.ts';
import { lineText, replaceLine } from './line.ts';
import type { StageRunner } from './stage.ts';

/** `| drop a, b="c"` */
export function createDropRunner(dropped: readonly NamedMatcher[]): StageRunner {
  return {
    run(_line, labels) {
      for (const { name, matcher } of dropped) {
        if (name === ERROR_LABEL) {
          if (!matcher || matches(matcher, labels.error)) labels.error = '';
        } else if (name === ERROR_DETAILS_LABEL) {
          if (!matcher || matches(matcher, labels.errorDetails)) labels.errorDetails = '';
        } else {
          const value = labels.get(name);
          if (matcher ? matches(matcher, value ?? '') : value !== undefined) labels.delete(name);
        }
      }
      return true;
    },
  };
}

const SPECIAL = new Set([ERROR_LABEL, ERROR_DETAILS_LABEL, PRESERVE_ERROR_LABEL]);

/** `| keep a, b="c"` */
export function createKeepRunner(kept: readonly NamedMatcher[]): StageRunner {
  const isKept = (name: string, value: string) =>
    kept.some(({ name: wanted, matcher }) => wanted === name && (!matcher || matches(matcher, value)));
  return {
    run(_line, labels: LabelsBuilder) {
      for (const [name, value] of labels.allPairs())
        if (!SPECIAL.has(name) && !isKept(name, value)) labels.delete(name);
      return true;
    },
  };
}

/** Every ANSI sequence, as Loki's expression has it; linear in the line, whatever it holds. */
const ANSI = compileRegex(
  '[\u001B\u009B][[\\]()#;?]*(?:(?:(?:[a-zA-Z\\d]*(?:;[a-zA-Z\\d]*)*)?\u0007)|' +
    '(?:(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PRZcf-ntqry=><~]))',
  false,
);

/** `| decolorize` */
export function createDecolorizeRunner(): StageRunner {
  return {
    run(line) {
      const text = lineText(line);
      if (text.includes('\u001b') || text.includes('\u009b'))
        replaceLine(
          line,
          replaceMatches(ANSI, text, () => ''),
        );
      return true;
    },
  };
}
