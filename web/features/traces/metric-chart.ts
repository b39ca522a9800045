import type { AbsoluteRange, TempoTarget } from '../../../server/contract/query.ts';
import type { TraceMetricsAnswer } from '../../../server/contract/traces.ts';
import type { ChartExemplar } from '../../charts/time-series/props.ts';
import { joinAnswers, type JointChart } from '../../signals/metric/joint.ts';
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

/** A metrics query and its answer. */
export interface AnsweredTraceMetric {
  readonly target: TempoTarget;
  readonly ask: TraceMetricAsk;
  readonly answer: TraceMetricsAnswer;
  /** It answers what was asked before. */
  readonly isOld: boolean;
}

interface MetricChart extends JointChart {
  readonly exemplars: readonly ChartExemplar[];
}

/** Answers as one chart draws them, each query's exemplars on the axis of its series; those of `hidden` ones are left out. */
export function toMetricChart(
  answered: readonly AnsweredTraceMetric[],
  { isLettered, hidden }: { readonly isLettered: boolean; readonly hidden: ReadonlySet<string> },
): MetricChart {
  const joint = joinAnswers(
    answered.map(({ target: { refId }, ask: { query, step }, answer, isOld }) => ({
      refId,
      answer,
      query,
      unit: unitOf(query),
      ...(isOld ? {} : { stepMs: step }),
    })),
    { isLettered },
  );
  const exemplars = answered.flatMap(({ target: { refId }, answer }): readonly ChartExemplar[] => {
    const own = joint.series.find((one) => one.refId === refId && !hidden.has(one.key));
    if (!own) return [];
    return answer.exemplars.map(({ labels, traceId, value, time }) => ({
      seriesKey: own.key,
      seriesLabels: {},
      labels: { ...labels, trace_id: traceId },
      value,
      time,
    }));
  });
  return { ...joint, exemplars };
}

/** Tempo answers for durations in seconds. */
function unitOf(query: string): string {
  if (/\|\s*rate\s*\(/.test(query)) return 'reqps';
  return /_over_time\s*\(\s*(?:span:|trace:)?(?:duration|traceDuration)\b/.test(query) ? 's' : 'short';
}
