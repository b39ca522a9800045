import type { CompareOp, LabelFilter, Matcher } from '../syntax/ast.ts';
import { matches } from '../syntax/build-matcher.ts';
import { parseBytes } from '../go/bytes.ts';
import { parseGoDuration } from '../go/duration.ts';
import { parseGoFloat } from '../go/numbers.ts';
import { goQuote } from '../go/quote.ts';
import type { EarlyFilter } from './hints.ts';
import { containsIp, parseIpPattern } from './ip.ts';
import type { LabelsBuilder } from './labels-builder.ts';
import { regexTests } from './text-test.ts';

export const LABEL_FILTER_ERROR = 'LabelFilterErr';

export interface LabelTest {
  readonly passes: (labels: LabelsBuilder) => boolean;
  readonly requiredLabels: readonly string[];
}

/** @throws Error when an IP pattern is none */
export function compileLabelFilter(filter: LabelFilter): LabelTest {
  switch (filter.kind) {
    case 'string':
      return stringTest(filter.matcher);
    case 'number':
      return comparison(filter, parseGoFloat);
    case 'duration':
      return comparison(filter, parseGoDuration);
    case 'bytes':
      return comparison(filter, parseBytes);
    case 'ip':
      return ipTest(filter);
    case 'and':
    case 'or':
      return both(filter.kind, compileLabelFilter(filter.left), compileLabelFilter(filter.right));
  }
}

function stringTest(matcher: Matcher): LabelTest {
  const { name, op, value } = matcher;
  if (op === '=' || op === '!=')
    return { requiredLabels: [name], passes: (labels) => matches(matcher, labels.matcherValue(name)) };
  const tests = regexTests(value, true);
  const isPositive = op === '=~';
  return {
    requiredLabels: [name],
    passes(labels) {
      const text = labels.matcherValue(name);
      return tests.some(({ test }) => test(text)) === isPositive;
    },
  };
}

/** The filter as a hint; null when it looks at more than one label. */
export function earlyFilter(filter: LabelFilter): EarlyFilter<LabelsBuilder> | null {
  if (filter.kind === 'and' || filter.kind === 'or') return null;
  const test = compileLabelFilter(filter);
  return { label: test.requiredLabels[0] ?? '', passes: test.passes };
}

function both(kind: 'and' | 'or', left: LabelTest, right: LabelTest): LabelTest {
  return {
    requiredLabels: [...new Set([...left.requiredLabels, ...right.requiredLabels])],
    // `and` runs both legs: the second may mark an error on a line that the first drops.
    passes(labels) {
      const first = left.passes(labels);
      if (kind === 'or') return first || right.passes(labels);
      const second = right.passes(labels);
      return first && second;
    },
  };
}

interface Comparison {
  readonly name: string;
  readonly op: CompareOp;
  readonly value: number;
}

/** A value that cannot be read keeps the line and marks the error, so that a later stage may decide. */
function comparison({ name, op, value }: Comparison, parse: (text: string) => number | Error): LabelTest {
  const compare = COMPARE[op];
  return {
    requiredLabels: [name],
    passes(labels) {
      const text = labels.get(name);
      if (text === undefined) return false;
      const parsed = parse(text);
      if (!(parsed instanceof Error)) return compare(parsed, value);
      if (labels.error === '') {
        labels.error = LABEL_FILTER_ERROR;
        labels.errorDetails = parsed.message;
      }
      return true;
    },
  };
}

const COMPARE: Readonly<Record<CompareOp, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};

function ipTest({ name, pattern, isNegated }: LabelFilter & { kind: 'ip' }): LabelTest {
  const matcher = parseIpPattern(pattern);
  if (!matcher) throw new Error(`ip: invalid pattern: ${goQuote(pattern)}`);
  return {
    requiredLabels: [name],
    passes(labels) {
      if (labels.error !== '') return true;
      const text = labels.get(name);
      return text !== undefined && containsIp(text, matcher) !== isNegated;
    },
  };
}
