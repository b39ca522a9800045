import type { Exemplar } from '../../../server/contract/metrics.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { TraceMetricsAnswer } from '../../../server/contract/traces.ts';
import { answerSeries } from '../../charts/time-series/answer-series.ts';
import type { ChartSeries } from '../../charts/time-series/props.ts';
import { alignRange, stepFor } from '../../signals/metric/step.ts';

const POINTS = 300;

export interface TraceMetricAsk {
  readonly source: string;
  readonly query: string;
  /** Multiples of `step`; all ms. */
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export function traceMetricAsk(asked: {
  readonly source: string;
  readonly query: string;
  readonly range: AbsoluteRange;
}): TraceMetricAsk {
  const { source, query, range } = asked;
  const step = Math.max(1000, stepFor({ rangeMs: range.to - range.from, maxDataPoints: POINTS, minStepMs: 0 }));
  return { source, query, step, ...alignRange(range, step) };
}

interface MetricChart {
  readonly times: Float64Array;
  readonly series: readonly ChartSeries[];
  readonly exemplars: readonly Exemplar[];
}

export function toMetricChart(answer: TraceMetricsAnswer, { query, step }: TraceMetricAsk): MetricChart {
  return {
    ...answerSeries(answer, { refId: 'A', query, stepMs: step, unit: unitOf(query) }),
    exemplars: answer.exemplars.map(({ labels: own, traceId, value, time }) => ({
      seriesLabels: {},
      labels: { ...own, trace_id: traceId },
      value,
      time,
    })),
  };
}

/** Tempo answers for durations in seconds. */
function unitOf(query: string): string {
  if (/\|\s*rate\s*\(/.test(query)) return 'reqps';
  return /_over_time\s*\(\s*(?:span:|trace:)?(?:duration|traceDuration)\b/.test(query) ? 's' : 'short';
}
