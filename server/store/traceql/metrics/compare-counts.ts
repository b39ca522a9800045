import { staticKey, type Static } from '../language/static.ts';
import { toLabelValue, type Exemplar } from './series.ts';

export type Side = 'baseline' | 'selection';

interface AttributeCounts {
  readonly values: Map<string, ValueCounts>;
  readonly totals: Float64Array;
  readonly exemplars: Exemplar[];
}

/**
 * How often an attribute has one value. Most values of an identifier come once or in one interval only, and cost no
 * array.
 */
export class ValueCounts {
  readonly value: Static;
  total = 0;
  private readonly totals: Float64Array;
  private interval = -1;
  private spread: Float64Array | null = null;

  /** @param totals the counts of the attribute, counted along */
  constructor(value: Static, totals: Float64Array) {
    this.value = value;
    this.totals = totals;
  }

  increment(interval: number): void {
    this.totals[interval] = (this.totals[interval] ?? 0) + 1;
    if (this.spread === null && this.interval !== interval && this.total > 0) this.spread = this.toArray();
    this.total++;
    this.interval = interval;
    if (this.spread) this.spread[interval] = (this.spread[interval] ?? 0) + 1;
  }

  /** By interval. */
  toArray(): Float64Array {
    if (this.spread) return this.spread;
    const counts = new Float64Array(this.totals.length);
    if (this.total > 0) counts[this.interval] = this.total;
    return counts;
  }
}

export interface CompareCounts {
  readonly of: (side: Side, name: string, value: Static) => ValueCounts;
  readonly sides: Readonly<Record<Side, ReadonlyMap<string, AttributeCounts>>>;
}

/** @param onValue called for each value that is added */
export function createCompareCounts(intervals: number, onValue: () => void): CompareCounts {
  const sides: Readonly<Record<Side, Map<string, AttributeCounts>>> = { baseline: new Map(), selection: new Map() };
  const attributeOf = (side: Side, name: string): AttributeCounts => {
    const known = sides[side].get(name);
    if (known) return known;
    const counts = { values: new Map<string, ValueCounts>(), totals: new Float64Array(intervals), exemplars: [] };
    sides[side].set(name, counts);
    return counts;
  };
  return {
    sides,
    of(side, name, value) {
      const { values, totals } = attributeOf(side, name);
      const shown = toLabelValue(value);
      const key = staticKey(shown);
      const known = values.get(key);
      if (known) return known;
      onValue();
      const counts = new ValueCounts(shown, totals);
      values.set(key, counts);
      return counts;
    },
  };
}
