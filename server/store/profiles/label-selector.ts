import { createMatcher as createLabelMatcher, type MatchOperator } from '../promql/model/matchers.ts';
import { ParseError } from '../promql/parser/parse-error.ts';
import { parseSelector as parseMetricSelector } from '../promql/parser/parse.ts';

/** One condition of a selector; `matches` gets the label's value, '' when the series does not have it. */
export interface LabelMatcher {
  readonly name: string;
  readonly op: MatchOperator;
  readonly value: string;
  readonly matches: (value: string) => boolean;
}

/** The text is not a selector. The message is Prometheus', with line and column. */
export class InvalidSelector extends Error {
  override readonly name = 'InvalidSelector';
}

/**
 * A Prometheus metric selector, which Pyroscope reads with Prometheus' parser: `name{label="value",…}`; either part may be
 * missing, quoted names are UTF-8 names.
 *
 * @throws InvalidSelector
 */
export function parseSelector(text: string): readonly LabelMatcher[] {
  try {
    return parseMetricSelector(text).matchers.map(({ operator, ...matcher }) => ({ ...matcher, op: operator }));
  } catch (error) {
    if (error instanceof ParseError) throw new InvalidSelector(error.message, { cause: error });
    throw error;
  }
}

/** @throws Error when a regular expression is not RE2 */
export function createMatcher(name: string, op: LabelMatcher['op'], value: string): LabelMatcher {
  return { name, op, value, matches: createLabelMatcher(name, op, value).matches };
}
