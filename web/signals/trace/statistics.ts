import type { Trace } from '../../../server/contract/traces.ts';
import type { TraceTree } from './tree.ts';

export interface ServiceStatistics {
  readonly service: string;
  readonly spans: number;
  readonly errors: number;
  /** Time in which the service's spans ran and none of their children did, summed. ns. */
  readonly selfNs: number;
}

/** Services of a trace, most self time first. O(n log n). */
export function serviceStatistics(trace: Trace, tree: TraceTree): readonly ServiceStatistics[] {
  const self = selfTimes(trace, tree);
  const byService = new Map<string, { spans: number; errors: number; selfNs: number }>();
  for (let row = 0; row < tree.length; row++) {
    const span = trace.spans[tree.span[row] ?? -1];
    if (!span) continue;
    const service = trace.resources[span.resource]?.service ?? '';
    const entry = byService.get(service) ?? { spans: 0, errors: 0, selfNs: 0 };
    entry.spans++;
    if (span.status === 'error') entry.errors++;
    entry.selfNs += self[row] ?? 0;
    byService.set(service, entry);
  }
  return Array.from(byService, ([service, entry]) => ({ service, ...entry })).sort((a, b) => b.selfNs - a.selfNs);
}

/** Per row, its duration less the time that its children cover together; ns. */
export function selfTimes(trace: Trace, tree: TraceTree): Float64Array {
  const self = new Float64Array(tree.length);
  // Siblings come in order of start, so the union of their intervals is one sweep per parent.
  const covered = new Float64Array(tree.length).fill(-Infinity);
  for (let row = 0; row < tree.length; row++) {
    const span = trace.spans[tree.span[row] ?? -1];
    const parent = tree.parent[row] ?? -1;
    if (!span) continue;
    self[row] = (self[row] ?? 0) + span.durationNs;
    const above = parent < 0 ? undefined : trace.spans[tree.span[parent] ?? -1];
    if (!above) continue;
    const from = Math.max(span.offsetNs, above.offsetNs, covered[parent] ?? -Infinity);
    const to = Math.min(span.offsetNs + span.durationNs, above.offsetNs + above.durationNs);
    if (to <= from) continue;
    self[parent] = (self[parent] ?? 0) - (to - from);
    covered[parent] = to;
  }
  return self;
}
