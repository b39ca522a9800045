import { distance } from '../../contract/correlation/closeness.ts';
import type { TraceSummary } from '../../contract/traces.ts';

/** In order of the distance of each trace's nearest matching span to a duration; ties in the order found. */
export function nearestFirst(traces: readonly TraceSummary[], nearMs: number): readonly TraceSummary[] {
  return traces
    .map((trace) => ({ trace, far: farOf(trace, nearMs) }))
    .toSorted((a, b) => (a.far === b.far ? 0 : a.far - b.far))
    .map(({ trace }) => trace);
}

const farOf = ({ spans, durationMs }: TraceSummary, nearMs: number): number =>
  spans.length === 0
    ? distance(durationMs, nearMs)
    : Math.min(...spans.map(({ durationNs }) => distance(durationNs / 1e6, nearMs)));
