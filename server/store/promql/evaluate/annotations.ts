import { formatTwoDigits, formatShort } from '../model/numbers.ts';
import { quote } from '../model/quote.ts';
import type { Position } from '../parser/ast.ts';
import { lineAndColumn } from '../parser/parse-error.ts';

/** Remarks on an answer: warnings doubt it, infos explain it. Each text is kept once. */
export interface Annotations {
  readonly warn: (text: string, position: Position) => void;
  readonly info: (text: string, position: Position) => void;
  /** A remark whose occurrences are counted. */
  readonly overlap: (metric: string, position: Position) => void;
  /** The fixes of one histogram_quantile over time, told as one. */
  readonly monotonicity: (metric: string, fix: MonotonicityRemark, position: Position) => void;
  readonly list: (query: string, limit?: number) => { readonly warnings: string[]; readonly infos: string[] };
}

export interface MonotonicityRemark {
  readonly timeMs: number;
  readonly minBucket: number;
  readonly maxBucket: number;
  readonly maxDifference: number;
}

interface Remark {
  readonly kind: 'warning' | 'info';
  position: Position;
  readonly render: (place: string) => string;
}

/** A text can differ at every one of millions of steps. */
const MAX_TEXTS = 20_000;

export function createAnnotations(): Annotations {
  const remarks = new Map<string, Remark>();
  const fixes = new Map<string, MergedFix>();
  const overlaps = new Map<string, number>();
  const add = (kind: Remark['kind'], text: string, position: Position) => {
    if (remarks.size < MAX_TEXTS) remarks.set(text, { kind, position, render: (place) => `${text} (${place})` });
  };
  return {
    warn: (text, position) => add('warning', `PromQL warning: ${text}`, position),
    info: (text, position) => add('info', `PromQL info: ${text}`, position),
    overlap(metric, position) {
      const text = `PromQL warning: sample has start time that overlaps with previous sample timestamp for metric ${quote(metric)}`;
      const count = (overlaps.get(text) ?? 0) + 1;
      overlaps.set(text, count);
      const times = count > 1 ? ` (${count} occurrences)` : '';
      remarks.set(text, { kind: 'warning', position, render: (place) => `${text}${times} (${place})` });
    },
    monotonicity(metric, remark, position) {
      const text = monotonicityText(metric);
      const fix = mergeFix(fixes.get(text), remark);
      fixes.set(text, fix);
      remarks.set(text, { kind: 'info', position, render: (place) => `${text}${describeFix(fix)} (${place})` });
    },
    list(query, limit = Infinity) {
      const lines = (kind: Remark['kind']) => {
        const all = [...remarks.values()].filter((remark) => remark.kind === kind);
        const shown = all.slice(0, limit).map(({ render, position }) => render(lineAndColumn(query, position.start)));
        if (all.length > limit) shown.push(`${all.length - limit} more ${kind} annotations omitted`);
        return shown;
      };
      return { warnings: lines('warning'), infos: lines('info') };
    },
  };
}

interface MergedFix extends MonotonicityRemark {
  readonly untilMs: number;
  readonly count: number;
}

function mergeFix(before: MergedFix | undefined, next: MonotonicityRemark): MergedFix {
  if (!before) return { ...next, untilMs: next.timeMs, count: 1 };
  return {
    timeMs: Math.min(before.timeMs, next.timeMs),
    untilMs: Math.max(before.untilMs, next.timeMs),
    minBucket: Math.min(before.minBucket, next.minBucket),
    maxBucket: Math.max(before.maxBucket, next.maxBucket),
    maxDifference: Math.max(before.maxDifference, next.maxDifference),
    count: before.count + 1,
  };
}

const MONOTONICITY_HELP = 'https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile';

function monotonicityText(metric: string): string {
  const problem = `PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see ${MONOTONICITY_HELP})`;
  return problem + forMetric(metric);
}

function describeFix({ minBucket, maxBucket, maxDifference, count, timeMs, untilMs }: MergedFix): string {
  const buckets = `from buckets ${formatShort(minBucket)} to ${formatShort(maxBucket)}`;
  const difference = `with a max diff of ${formatTwoDigits(maxDifference)}`;
  return `, ${buckets}, ${difference}, over ${count} samples from ${isoSeconds(timeMs)} to ${isoSeconds(untilMs)}`;
}

const isoSeconds = (timeMs: number): string =>
  new Date(Math.floor(timeMs / 1000) * 1000).toISOString().replace('.000Z', 'Z');

/** ` for metric name "x"`, or nothing without a name. */
export const forMetric = (metric: string): string => (metric === '' ? '' : ` for metric name ${quote(metric)}`);

export const remarks = {
  badQuantile: (q: number) => `quantile value should be between 0 and 1, got ${formatShort(q)}`,
  mixedFloatsHistograms: (metric: string) =>
    `encountered a mix of histograms and floats for metric name ${quote(metric)}`,
  mixedAggregation: 'encountered a mix of histograms and floats for aggregation',
  mixedBuckets: (metric: string) =>
    `vector contains a mix of histograms with exponential and custom buckets schemas for metric name ${quote(metric)}`,
  mixedClassicNative: (metric: string) => `vector contains a mix of classic and native histograms${forMetric(metric)}`,
  badBucketLabel: (label: string, metric: string) =>
    `bucket label "le" is missing or has a malformed value of ${quote(label)}${forMetric(metric)}`,
  notCounter: (metric: string) => `this native histogram metric is not a counter: ${quote(metric)}`,
  notGauge: (metric: string) => `this native histogram metric is not a gauge: ${quote(metric)}`,
  possibleNonCounter: (metric: string) =>
    `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${quote(metric)}`,
  ignoredInAggregation: (operator: string) => `ignored histogram in ${operator} aggregation`,
  ignoredInRange: (metric: string) =>
    `ignored histograms in a range containing both floats and histograms for metric name ${quote(metric)}`,
  sortInRange: 'sort is ineffective for range queries since results are always ordered by labels',
  incompatibleTypes: (left: string, operator: string, right: string) =>
    `incompatible sample types encountered for binary operator ${quote(operator)}: ${left} ${operator} ${right}`,
  incompatibleBuckets: (operator: string) => `incompatible bucket layout encountered for binary operator ${operator}`,
  resetCollision: (operation: HistogramOperation) => `conflicting counter resets during histogram ${operation}`,
  boundsReconciled: (operation: HistogramOperation) => `mismatched custom buckets were reconciled during ${operation}`,
  badRatio: (ratio: number, limit: number) =>
    `ratio value should be between -1 and 1, got ${formatShort(ratio)}, capping to ${formatShort(limit)}`,
  nanResult: (metric: string) => `input to histogram_quantile has NaN observations, result is NaN${forMetric(metric)}`,
  nanSkew: (metric: string) =>
    `input to histogram_quantile has NaN observations, result is skewed higher${forMetric(metric)}`,
  nanFraction: (metric: string) =>
    `input to histogram_fraction has NaN observations, which are excluded from all fractions${forMetric(metric)}`,
} as const;

export type HistogramOperation = 'addition' | 'subtraction' | 'aggregation';
