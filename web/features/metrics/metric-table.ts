import { fromWireNumber, type Labels } from '../../../server/contract/answer.ts';
import type { HistogramSample, MetricAnswer } from '../../../server/contract/metrics.ts';
import { reduceToNumber } from '../../signals/metric/reduce.ts';

export interface SeriesRow {
  readonly labels: Labels;
  /** One number per value column; null where a series has no sample. */
  readonly numbers: readonly (number | null)[];
}

/** A row per series: its labels, and its value (instant) or what its values come to (range). */
export interface SeriesTable {
  readonly labelNames: readonly string[];
  readonly valueNames: readonly string[];
  readonly rows: readonly SeriesRow[];
}

const CALCS = [
  ['Last', 'lastNotNull'],
  ['Min', 'min'],
  ['Mean', 'mean'],
  ['Max', 'max'],
] as const;

export function toSeriesTable(answer: MetricAnswer): SeriesTable {
  const isInstant = answer.resultType !== 'matrix';
  const labelNames = [...new Set(answer.series.flatMap(({ labels }) => Object.keys(labels)))].sort(byName);
  const rows = answer.series.map(({ labels, values }): SeriesRow => {
    const numbers = Float64Array.from(values, (value) => fromWireNumber(value) ?? NaN);
    if (isInstant) return { labels, numbers: [numbers[0] ?? null] };
    return { labels, numbers: CALCS.map(([, calc]) => reduceToNumber(numbers, calc)) };
  });
  return { labelNames, valueNames: isInstant ? ['Value'] : CALCS.map(([name]) => name), rows };
}

/** `__name__` leads. */
const byName = (a: string, b: string): number =>
  Number(b === '__name__') - Number(a === '__name__') || a.localeCompare(b);

export interface TableSort {
  readonly column: string;
  readonly isDescending: boolean;
}

/** Numbers by size, holes last either way; labels as words. */
export function sortRows({ rows, valueNames }: SeriesTable, sort: TableSort | null): readonly SeriesRow[] {
  if (!sort) return rows;
  const sign = sort.isDescending ? -1 : 1;
  const value = valueNames.indexOf(sort.column);
  if (value === -1) {
    const collator = new Intl.Collator(undefined, { numeric: true });
    return rows.toSorted((a, b) => sign * collator.compare(a.labels[sort.column] ?? '', b.labels[sort.column] ?? ''));
  }
  const isHole = (one: number | null | undefined): boolean => one == null || Number.isNaN(one);
  return rows.toSorted((a, b) => {
    const [x, y] = [a.numbers[value], b.numbers[value]];
    if (isHole(x) || isHole(y)) return Number(isHole(x)) - Number(isHole(y));
    return sign * (Number(x) - Number(y));
  });
}

/** A line of the raw view: a series, or one of its samples. Times in epoch ms. */
export type RawLine =
  | { readonly kind: 'series'; readonly text: string; readonly labels: Labels; readonly samples: number }
  | { readonly kind: 'sample'; readonly text: string; readonly time: number };

/** Every sample as the source gave it, newest first under its series, in Prometheus' notation. */
export function rawLines(answer: MetricAnswer): readonly RawLine[] {
  return answer.series.flatMap(({ labels, values, histograms }) => {
    const samples: RawLine[] = [];
    for (let i = values.length - 1; i >= 0; i--) {
      const histogram = histograms?.[i];
      const value = values[i];
      const text = histogram ? histogramText(histogram) : value == null ? null : String(value);
      if (text !== null) samples.push({ kind: 'sample', text, time: answer.times[i] ?? 0 });
    }
    return [
      { kind: 'series', text: seriesText(labels), labels, samples: samples.length } satisfies RawLine,
      ...samples,
    ];
  });
}

export function seriesText({ __name__: name = '', ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length > 0 || name === '' ? `${name}{${pairs.join(', ')}}` : name;
}

const OPENS = ['(', '[', '(', '['];
const CLOSES = [']', ')', ')', ']'];

function histogramText({ count, sum, buckets }: HistogramSample): string {
  const texts = buckets.map(
    ([rule, lower, upper, inside]) => `${OPENS[rule] ?? '('}${lower},${upper}${CLOSES[rule] ?? ']'}:${inside}`,
  );
  return `{count:${count}, sum:${sum}${texts.length > 0 ? `, ${texts.join(', ')}` : ''}}`;
}

/** RFC 4180; a cell that a spreadsheet would run as a formula is quoted as text. */
export function toCsv({ labelNames, valueNames, rows }: SeriesTable): string {
  const cell = (text: string): string => {
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = rows.map(({ labels, numbers }) => [
    ...labelNames.map((name) => labels[name] ?? ''),
    ...numbers.map((number) => (number === null ? '' : String(number))),
  ]);
  return [[...labelNames, ...valueNames], ...lines].map((line) => line.map(cell).join(',')).join('\r\n');
}
