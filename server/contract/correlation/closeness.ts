import type { DurationMs } from '../units.ts';

/** What the value of a point says about the durations of the requests behind it. ms */
export interface DurationHint {
  readonly near: DurationMs;
  readonly min: DurationMs;
  readonly max: DurationMs;
  /** The span kind that the metric measures, where its name says so. */
  readonly kind: 'server' | 'client' | 'consumer' | null;
}
export interface ClickedPoint {
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** TraceQL metrics give durations in seconds. */
const TRACEQL_DURATION = /\|\s*(quantile|avg|max|min)_over_time\(\s*(span:)?duration\b/;

/** Durations within this factor of the clicked one are looked at. */
const FACTOR = 2;
/** Classic buckets double or so; below this share of its bound a bucket is unlikely to begin. */
const BUCKET_FACTOR = 4;

/** What a string says is no word of the query. */
const STRINGS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/gs;

const METRIC = /\b[a-zA-Z_:][\w:]*/g;
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/_(seconds|secs?)$/, 1000],
  [/_(milliseconds|millis|ms)$/, 1],
  [/_(microseconds|us)$/, 1e-3],
  [/_(nanoseconds|ns)$/, 1e-6],
  [/_latency$/, 1000],
];

/**
 * The duration that a point stands for: a quantile or mean of a histogram of times, a bucket's bound, or a gauge of
 * times. null where the value is something else, such as a rate.
 */
export function durationHint({ expr: text, labels, value }: ClickedPoint): DurationHint | null {
  const expr = text.replace(STRINGS, '""');
  const metric = TRACEQL_DURATION.test(expr) ? { name: '', ms: 1000 } : durationMetric(expr);
  if (!metric) return null;
  const kind = kindOf(metric.name);
  const bound = Number(labels['le']);
  if (labels['le'] !== undefined && !/\bhistogram_\w+\s*\(/.test(expr)) {
    const max = bound * metric.ms;
    return Number.isFinite(max) && max > 0 ? hint(max, { min: max / BUCKET_FACTOR, max, kind }) : null;
  }
  if (metric.name && !isDuration(expr, metric.name)) return null;
  const near = (value * metric.ms) / scaling(expr);
  return Number.isFinite(near) && near > 0 ? hint(near, { min: near / FACTOR, max: near * FACTOR, kind }) : null;
}

const hint = (near: number, rest: { min: number; max: number; kind: DurationHint['kind'] }): DurationHint =>
  ({ near, ...rest }) as DurationHint;

/** The first metric of an expression that is a time by its name, and its unit in ms. */
function durationMetric(expr: string): { readonly name: string; readonly ms: number } | null {
  for (const [name] of expr.replace(/\{[^}]*\}/g, '').matchAll(METRIC)) {
    const base = name.replace(/_(bucket|sum|count)$/, '').replace(/:\w+$/, '');
    const unit = UNITS.find(([pattern]) => pattern.test(base));
    if (unit && !/(_total|_timestamp|_time)_seconds$|_created$/.test(name)) return { name, ms: unit[1] };
  }
  return null;
}

/** Whether the value of the whole expression is a time: not a count, and not time per second. */
function isDuration(expr: string, metric: string): boolean {
  if (/\bhistogram_(quantile|avg|stddev)\s*\(/.test(expr)) return true;
  if (metric.endsWith('_sum')) return /_sum\b[^]*\/[^]*_count\b/.test(expr);
  if (/_(bucket|count|total)$/.test(metric)) return false;
  return !/\b(rate|irate|increase|count|count_over_time|changes|resets|histogram_count|histogram_sum|histogram_fraction)\s*[(bw]/.test(
    expr,
  );
}

/** A factor at the end of an expression that turns seconds into another unit. */
function scaling(expr: string): number {
  const [, op, text] = /([*/])\s*(1000(?:000)?|1e[36])\s*$/.exec(expr.trim()) ?? [];
  if (!op) return 1;
  return op === '*' ? Number(text) : 1 / Number(text);
}

function kindOf(metric: string): DurationHint['kind'] {
  if (/(^|_)(http|rpc|grpc)_server_/.test(metric)) return 'server';
  if (/(^|_)((http|rpc|grpc|db)_client|db)_/.test(metric)) return 'client';
  return /(^|_)messaging_(process|consumer)_/.test(metric) ? 'consumer' : null;
}

/** TraceQL conditions for a hint. */
export const durationConditions = ({ min, max, kind }: DurationHint): readonly string[] => [
  `duration >= ${durationLiteral(min, Math.floor)}`,
  `duration <= ${durationLiteral(max, Math.ceil)}`,
  ...(kind ? [`kind = ${kind}`] : []),
];

/** In the largest unit that keeps three digits. */
function durationLiteral(ms: number, round: (value: number) => number): string {
  const [unit, factor] = ms >= 100 ? (['ms', 1] as const) : ms >= 0.1 ? (['us', 1e3] as const) : (['ns', 1e6] as const);
  // Binary fractions of decimal units end a hair below or above.
  return `${round(Number((ms * factor).toPrecision(12)))}${unit}`;
}

/** How far two durations lie apart: twice and half are equally far; 0 is the same. */
export const distance = (one: number, other: number): number =>
  one > 0 && other > 0 ? Math.abs(Math.log(one / other)) : Infinity;
