import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { AbsoluteRange, PrometheusTarget } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { fillIntervals } from '../../../server/contract/intervals.ts';
import { joinAnswers, type JointChart } from '../../signals/metric/joint.ts';
import type { MetricView } from '../../signals/metric/metric-view.ts';
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

/** A query as its source is asked it. */
export interface AskedMetric {
  readonly target: PrometheusTarget;
  readonly ask: MetricAsk;
  readonly view: MetricView;
}
export interface AnsweredMetric extends AskedMetric {
  /** It answers what was asked before. */
  readonly isOld: boolean;
  readonly answer: MetricAnswer;
}

export const isBare = ({ series, text }: MetricAnswer): boolean => series.length === 0 && text === undefined;

/** Answers as one chart draws them. */
export const toChart = (
  answered: readonly AnsweredMetric[],
  options: { readonly most: number; readonly isLettered: boolean },
): JointChart =>
  joinAnswers(
    answered.map(({ target, ask, answer, isOld }) => ({
      refId: target.refId,
      answer,
      ...(isOld ? {} : { stepMs: ask.stepMs }),
      query: target.expr,
      legendFormat: target.legendFormat,
      unit: unitOf(target.expr),
    })),
    options,
  );

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
