/** What a reducer makes of a column. Lists come from `allValues` and `uniqueValues`. */
export type Reduced = number | boolean | readonly number[] | null;

type Reducer = (values: readonly number[], all: ArrayLike<number>) => Reduced;

/**
 * Grafana's reducers by id. `values` are the numbers of the column without holes; `all` keeps holes as NaN, which only
 * `last` and `first` look at.
 */
const REDUCERS: Readonly<Record<string, Reducer>> = {
  last: (_values, all) => hole(all[all.length - 1]),
  lastNotNull: (values) => values.at(-1) ?? null,
  first: (_values, all) => hole(all[0]),
  firstNotNull: (values) => values[0] ?? null,
  min: (values) => extreme(values, Math.min),
  max: (values) => extreme(values, Math.max),
  mean: (values) => (values.length ? sum(values) / values.length : null),
  median: (values) => percentile(values, 50),
  sum: (values) => sum(values),
  total: (values) => sum(values),
  count: (values) => values.length,
  range: (values) => (values.length ? number(extreme(values, Math.max)) - number(extreme(values, Math.min)) : null),
  diff: (values) => (values.length ? number(values.at(-1)) - number(values[0]) : null),
  diffperc: (values) => (values.length ? (number(values.at(-1)) - number(values[0])) / number(values[0]) : null),
  delta: (values) => (values.length ? increase(values) : null),
  step: (values) => smallestRise(values),
  variance: (values) => variance(values),
  stdDev: (values) => {
    const spread = variance(values);
    return spread === null ? null : Math.sqrt(spread);
  },
  changeCount: (values) => values.filter((value, i) => i > 0 && value !== values[i - 1]).length,
  distinctCount: (values) => new Set(values).size,
  allIsZero: (values) => values.length > 0 && values.every((value) => value === 0),
  allIsNull: (values) => values.length === 0,
  allValues: (values) => values,
  uniqueValues: (values) => [...new Set(values)],
};

const PERCENTILE = /^p(\d{1,2}(?:\.\d+)?)$/;

export const isReducer = (id: string): boolean => Object.hasOwn(REDUCERS, id) || PERCENTILE.test(id);

/** @param id a reducer of Grafana's list or `p1` … `p99`. An unknown one gives null. */
export function reduce(values: ArrayLike<number>, id: string): Reduced {
  const present = Array.from(values).filter((value) => !Number.isNaN(value));
  const reducer = Object.hasOwn(REDUCERS, id) ? REDUCERS[id] : undefined;
  if (reducer) return reducer(present, values);
  const match = PERCENTILE.exec(id);
  return match ? percentile(present, Number(match[1])) : null;
}

/** The reduced value as one number: a boolean counts as 1 or 0, a list has none. */
export function reduceToNumber(values: ArrayLike<number>, id: string): number | null {
  const reduced = reduce(values, id);
  if (typeof reduced === 'boolean') return reduced ? 1 : 0;
  return typeof reduced === 'number' ? reduced : null;
}

const REDUCER_TITLES: Readonly<Record<string, string>> = {
  last: 'Last',
  lastNotNull: 'Last',
  first: 'First',
  firstNotNull: 'First',
  mean: 'Mean',
  sum: 'Total',
  total: 'Total',
  diff: 'Difference',
  diffperc: 'Difference %',
  stdDev: 'Std dev',
  changeCount: 'Changes',
  distinctCount: 'Distinct',
  allIsZero: 'All zeros',
  allIsNull: 'All null',
  allValues: 'All values',
  uniqueValues: 'Unique values',
};

/** The heading of a legend or table column that shows this reducer. */
export function reducerTitle(id: string): string {
  const title = Object.hasOwn(REDUCER_TITLES, id) ? REDUCER_TITLES[id] : undefined;
  if (title) return title;
  return PERCENTILE.test(id) ? id : id.charAt(0).toUpperCase() + id.slice(1);
}

/** Percentage differences are shares of one whatever the field's unit is. */
export const reducerUnit = (id: string, unit: string): string => {
  if (id === 'diffperc') return 'percentunit';
  return id === 'count' || id === 'changeCount' || id === 'distinctCount' ? 'none' : unit;
};

const number = (value: number | null | undefined): number => value ?? NaN;
const hole = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function extreme(values: readonly number[], pick: (a: number, b: number) => number): number | null {
  return values.length ? values.reduce((best, value) => pick(best, value)) : null;
}

/** The value below which `p` percent of the sorted values lie, by rank, without interpolation. */
function percentile(values: readonly number[], p: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  if (p === 50 && sorted.length % 2 === 0) {
    const half = sorted.length / 2;
    return (number(sorted[half - 1]) + number(sorted[half])) / 2;
  }
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? null;
}

function variance(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) ** 2)) / values.length;
}

/** What a counter grew by; a fall is a reset, after which it counts from zero again. */
function increase(values: readonly number[]): number {
  let total = 0;
  for (let i = 1; i < values.length; i++) {
    const value = number(values[i]);
    const previous = number(values[i - 1]);
    total += value >= previous ? value - previous : value;
  }
  return total;
}

function smallestRise(values: readonly number[]): number | null {
  let best = Infinity;
  for (let i = 1; i < values.length; i++) {
    const rise = number(values[i]) - number(values[i - 1]);
    if (rise > 0 && rise < best) best = rise;
  }
  return best === Infinity ? null : best;
}
