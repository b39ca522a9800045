import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { AbsoluteRange, PrometheusTarget } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { answerSeries } from '../../charts/time-series/answer-series.ts';
import type { ChartSeries } from '../../charts/time-series/props.ts';
import { fillIntervals } from '../../../server/contract/intervals.ts';
import { alignRange, DEFAULT_SCRAPE_MS, parseDuration, stepFor } from '../../signals/metric/step.ts';
import type { MetricAsk } from './queries.ts';

/** A pane is about this wide; more points than pixels show nothing more. */
const POINTS = 600;
/** What is drawn without asking: past it, lines cannot be told apart and the page would suffer. */
export const SERIES_SHOWN = 100;

/** What a target asks of its source in a range: step, aligned ends, time variables filled in. */
export function askFor(source: SourceInfo, target: PrometheusTarget, range: AbsoluteRange): MetricAsk {
  const scrapeMs = parseDuration(source.settings.timeInterval ?? '') ?? DEFAULT_SCRAPE_MS;
  const minStepMs = parseDuration(target.interval ?? '') ?? 0;
  const rangeMs = range.to - range.from;
  const stepMs = Math.max(1000, stepFor({ rangeMs, maxDataPoints: POINTS, minStepMs }));
  return {
    source: source.uid,
    query: fillIntervals(target.expr, { range, stepMs, scrapeMs }),
    ...alignRange(range, stepMs),
    stepMs,
  };
}

export interface MetricChart {
  readonly times: Float64Array;
  readonly series: readonly ChartSeries[];
  /** How many the source gave, of which `series` may be the first. */
  readonly total: number;
}

/** An answer as a chart draws it. */
export function toChart(
  answer: MetricAnswer,
  options: { readonly ask: MetricAsk; readonly target: PrometheusTarget; readonly most: number },
): MetricChart {
  const { ask, target, most } = options;
  const shown = { ...answer, series: answer.series.slice(0, most) };
  const look = { refId: target.refId, query: target.expr, legendFormat: target.legendFormat };
  const chart = answerSeries(shown, { ...look, stepMs: ask.stepMs, unit: unitOf(target.expr) });
  return { ...chart, total: answer.series.length };
}

/** Names of OpenTelemetry and Prometheus end in their unit; a rate of counts is per second. */
export function unitOf(expr: string): string {
  // A bucket counts observations, and only what is read out of the buckets has their unit.
  const isCount = /_(bucket|count)\b/.test(expr) && !/_sum\b|histogram_(quantile|avg|sum|stddev|stdvar)/.test(expr);
  if (isCount || /^\s*count\b/.test(expr)) return 'short';
  if (/\b(rate|irate|deriv)\s*\(/.test(expr) && !/histogram_(quantile|avg)|_sum/.test(expr)) {
    return /_bytes/.test(expr) ? 'Bps' : /_seconds_total/.test(expr) ? 'percentunit' : 'short';
  }
  if (/_seconds(_bucket|_sum|\b)/.test(expr)) return 's';
  if (/_milliseconds/.test(expr)) return 'ms';
  if (/_bytes/.test(expr)) return 'bytes';
  return /_ratio/.test(expr) ? 'percentunit' : 'short';
}

/** The unit of a histogram's bounds, whatever is done to its counts. */
export function bucketUnitOf(expr: string): string {
  if (/_milliseconds/.test(expr)) return 'ms';
  if (/_bytes/.test(expr)) return 'bytes';
  return /_seconds|duration|latency/.test(expr) ? 's' : 'short';
}
