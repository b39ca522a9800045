import { fromWireNumber, type Labels } from '../../../server/contract/answer.ts';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { reduceToNumber } from './reduce.ts';

export interface SeriesRow {
  /** The query that gave the series. */
  readonly refId: string;
  readonly labels: Labels;
  /** One number per value column; null where a series has no sample, or its answer no such column. */
  readonly numbers: readonly (number | null)[];
  readonly unit: string;
}

/** A row per series: its labels, and its value (instant) or what its values come to (range). */
export interface SummaryTable {
  /** Rows say their query in a column `QUERY_COLUMN`, the first. */
  readonly isLettered: boolean;
  readonly labelNames: readonly string[];
  readonly valueNames: readonly string[];
  readonly rows: readonly SeriesRow[];
}

/** One of the queries whose series one table lists, and its answer. */
export interface TableAnswer {
  readonly refId: string;
  readonly answer: MetricAnswer;
  /** Grafana's unit id. */
  readonly unit: string;
}

export const QUERY_COLUMN = 'Query';
const CALCS = [
  ['Last', 'lastNotNull'],
  ['Min', 'min'],
  ['Mean', 'mean'],
  ['Max', 'max'],
] as const;
const NO_CALCS = CALCS.map(() => null);

const isInstant = ({ answer }: TableAnswer): boolean => answer.resultType !== 'matrix';

/** The series of all answers in the order of the queries. `isLettered`: there is more than one query. O(samples) */
export function toSummaryTable(answers: readonly TableAnswer[], isLettered: boolean): SummaryTable {
  const hasValue = answers.some(isInstant);
  const hasCalcs = answers.some((one) => !isInstant(one));
  const series = answers.flatMap((from) => from.answer.series.map((one) => ({ ...one, from })));
  const labelNames = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort(byName);
  const rows = series.map(({ labels, values, from }): SeriesRow => {
    const numbers = Float64Array.from(values, (value) => fromWireNumber(value) ?? NaN);
    const own = isInstant(from)
      ? [numbers[0] ?? null, ...(hasCalcs ? NO_CALCS : [])]
      : [...(hasValue ? [null] : []), ...CALCS.map(([, calc]) => reduceToNumber(numbers, calc))];
    return { refId: from.refId, labels, numbers: own, unit: from.unit };
  });
  const valueNames = [...(hasValue ? ['Value'] : []), ...(hasCalcs ? CALCS.map(([name]) => name) : [])];
  return { isLettered, labelNames, valueNames, rows };
}

/** `__name__` leads. */
const byName = (a: string, b: string): number =>
  Number(b === '__name__') - Number(a === '__name__') || a.localeCompare(b);

/** null as a sort is the order of the sources. */
export interface TableSort {
  readonly column: string;
  readonly isDescending: boolean;
}

/** Numbers by size, holes last either way; labels and queries as words. */
export function sortRows({ isLettered, rows, valueNames }: SummaryTable, sort: TableSort | null): readonly SeriesRow[] {
  if (!sort) return rows;
  const sign = sort.isDescending ? -1 : 1;
  const value = valueNames.indexOf(sort.column);
  if (value === -1) {
    const collator = new Intl.Collator(undefined, { numeric: true });
    const word = ({ refId, labels }: SeriesRow): string =>
      isLettered && sort.column === QUERY_COLUMN ? refId : (labels[sort.column] ?? '');
    return rows.toSorted((a, b) => sign * collator.compare(word(a), word(b)));
  }
  const isHole = (one: number | null | undefined): boolean => one == null || Number.isNaN(one);
  return rows.toSorted((a, b) => {
    const [x, y] = [a.numbers[value], b.numbers[value]];
    if (isHole(x) || isHole(y)) return Number(isHole(x)) - Number(isHole(y));
    return sign * (Number(x) - Number(y));
  });
}

/** A series in Prometheus' notation, label names in the source's order. */
export function seriesText({ __name__: name = '', ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length > 0 || name === '' ? `${name}{${pairs.join(', ')}}` : name;
}

/** RFC 4180; a cell that a spreadsheet would run as a formula is quoted as text. */
export function toCsv({ isLettered, labelNames, valueNames, rows }: SummaryTable): string {
  const cell = (text: string): string => {
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = rows.map(({ refId, labels, numbers }) => [
    ...(isLettered ? [refId] : []),
    ...labelNames.map((name) => labels[name] ?? ''),
    ...numbers.map((number) => (number === null ? '' : String(number))),
  ]);
  const head = [...(isLettered ? [QUERY_COLUMN] : []), ...labelNames, ...valueNames];
  return [head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n');
}
