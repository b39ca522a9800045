import { ownIndex, ownValue } from './plot-data.ts';
import type { ChartSeries } from './props.ts';

/** Where the keyboard stands: on a point of a series, or on an exemplar. */
export type Position =
  | { readonly kind: 'point'; readonly series: number; readonly index: number }
  | { readonly kind: 'exemplar'; readonly exemplar: number };

export interface WalkInput {
  readonly series: readonly ChartSeries[];
  readonly length: number;
  readonly exemplarCount: number;
}

export type WalkStep = 'left' | 'right' | 'up' | 'down' | 'first' | 'last' | 'next-exemplar' | 'previous-exemplar';

/**
 * The next position of a keyboard walk. Left and right go to the series' next number, over holes; up and down to the
 * series with the next higher or lower number at that time. Stays where there is nothing further.
 */
export function walk(input: WalkInput, at: Position | null, step: WalkStep): Position | null {
  if (step === 'next-exemplar' || step === 'previous-exemplar') return walkExemplars(input, at, step);
  if (at?.kind === 'exemplar' && (step === 'left' || step === 'right')) {
    return walkExemplars(input, at, step === 'right' ? 'next-exemplar' : 'previous-exemplar');
  }
  const start = at?.kind === 'point' ? at : null;
  if (!start) return firstPoint(input);
  const { series, index } = start;
  switch (step) {
    case 'left':
      return seek(input, { series, index: index - 1, by: -1 }) ?? start;
    case 'right':
      return seek(input, { series, index: index + 1, by: 1 }) ?? start;
    case 'first':
      return seek(input, { series, index: 0, by: 1 }) ?? start;
    case 'last':
      return seek(input, { series, index: input.length - 1, by: -1 }) ?? start;
    case 'up':
    case 'down':
      return neighbour(input, start, step);
  }
}

function walkExemplars(
  { exemplarCount }: WalkInput,
  at: Position | null,
  step: 'next-exemplar' | 'previous-exemplar',
): Position | null {
  if (exemplarCount === 0) return at;
  const by = step === 'next-exemplar' ? 1 : -1;
  const from = at?.kind === 'exemplar' ? at.exemplar + by : by > 0 ? 0 : exemplarCount - 1;
  return { kind: 'exemplar', exemplar: Math.min(exemplarCount - 1, Math.max(0, from)) };
}

/** The newest number of the first visible series that has one. */
function firstPoint(input: WalkInput): Position | null {
  for (let series = 0; series < input.series.length; series++) {
    const found = seek(input, { series, index: input.length - 1, by: -1 });
    if (found) return found;
  }
  return null;
}

function seek(
  input: WalkInput,
  { series, index, by }: { readonly series: number; readonly index: number; readonly by: 1 | -1 },
): Position | null {
  const one = input.series[series];
  if (!one || one.hidden) return null;
  for (let i = index; i >= 0 && i < input.length; i += by) {
    if (Number.isFinite(one.values[i])) return { kind: 'point', series, index: i };
  }
  return null;
}

function neighbour(input: WalkInput, at: Extract<Position, { kind: 'point' }>, step: 'up' | 'down'): Position {
  const order = input.series
    .map((one, series) => ({ series, value: ownValue(one, at.index), hidden: one.hidden ?? false }))
    .filter(({ value, hidden }) => Number.isFinite(value) && !hidden)
    .sort((a, b) => a.value - b.value || a.series - b.series);
  const here = order.findIndex(({ series }) => series === at.series);
  const next = order[here + (step === 'up' ? 1 : -1)];
  const one = next && input.series[next.series];
  return one ? { kind: 'point', series: next.series, index: ownIndex(one, at.index) ?? at.index } : at;
}
