import type { AbsoluteRange, LokiTarget } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { fillIntervals } from '../../../server/contract/intervals.ts';
import { alignRange, niceStep } from '../../lib/time.ts';
import { isMetricQuery } from '../../signals/log/metric-query.ts';
import { parseDuration } from '../../signals/metric/step.ts';
import type { LogAsk } from './queries.ts';

export const DEFAULT_LINES = 1000;
/** Loki's own ceiling for one answer. */
export const MAX_LINES = 5000;

const VOLUME_BUCKETS = 80;

/** What a target asks of its source in a range. */
export function askFor(source: SourceInfo, target: LokiTarget, range: AbsoluteRange): LogAsk {
  const stepMs = parseDuration(target.step ?? '') ?? niceStep(range, VOLUME_BUCKETS);
  const wanted = target.maxLines ?? source.settings.maxLines ?? DEFAULT_LINES;
  return {
    source: source.uid,
    query: fillIntervals(target.expr, { range, stepMs }),
    start: Math.floor(range.from),
    // Loki leaves the end out; a line of the last millisecond belongs to the range.
    end: Math.ceil(range.to) + 1,
    limit: Math.min(Math.max(1, Math.floor(wanted)), MAX_LINES),
    direction: target.direction === 'forward' ? 'forward' : 'backward',
    stepMs,
    // Grafana's old log queries say instant, too, which they never were.
    isInstant: target.queryType === 'instant' && isMetricQuery(target.expr),
  };
}

/** The same question for the histogram: on multiples of the step, so that buckets stay put between refreshes. */
export function volumeAsk(ask: LogAsk, range: AbsoluteRange): LogAsk {
  const { from, to } = alignRange(range, ask.stepMs);
  return { ...ask, start: from, end: to };
}
