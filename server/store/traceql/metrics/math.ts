import type { ArithmeticOperator } from '../language/ast.ts';
import { calculate } from './second-stage.ts';
import { NAME_LABEL, type Label, type Series, type SeriesSet } from './series.ts';

const WITHOUT_LABELS = '';

/** Pairs series of equal labels; one without labels pairs with each of the other side. */
export function combineSeries(op: ArithmeticOperator, left: SeriesSet, right: SeriesSet): SeriesSet {
  const target = right.has(WITHOUT_LABELS) ? left : right;
  const combined = new Map<string, Series>();
  for (const key of target.keys()) {
    const first = left.get(key) ?? left.get(WITHOUT_LABELS);
    const second = right.get(key) ?? right.get(WITHOUT_LABELS);
    if (!first || !second) continue;
    const isFirstShared = !left.has(key);
    const isSecondShared = !right.has(key);
    combined.set(key, {
      labels: mergeLabels(op, first.labels, second.labels),
      values: first.values.map((value, index) => calculate(op, value, second.values[index] ?? Number.NaN)),
      exemplars: [...(isFirstShared ? [] : first.exemplars), ...(isSecondShared ? [] : second.exemplars)],
    });
  }
  return combined;
}

/** The labels of both; the name says what was computed, if both sides have one. */
function mergeLabels(op: ArithmeticOperator, left: readonly Label[], right: readonly Label[]): readonly Label[] {
  const merged = [...left, ...right.filter(({ name }) => !left.some((label) => label.name === name))];
  const [first, second] = [nameOf(left), nameOf(right)];
  if (first === undefined || second === undefined) return merged.filter(({ name }) => name !== NAME_LABEL);
  const name = `(${first} ${op} ${second})`;
  return merged.map((label) =>
    label.name === NAME_LABEL ? { ...label, value: { type: 'string', value: name } } : label,
  );
}

function nameOf(labels: readonly Label[]): string | undefined {
  const value = labels.find(({ name }) => name === NAME_LABEL)?.value;
  return value?.type === 'string' ? value.value : undefined;
}
