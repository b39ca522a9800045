import type { RangeQuery } from '../../contract/metrics.ts';
import type {
  TagScope,
  TagValue,
  Trace,
  TraceMetricsAnswer,
  TraceSearch,
  TraceSearchAnswer,
} from '../../contract/traces.ts';
import type { SourceCall } from '../source-call.ts';

/** Times in ms; without them Tempo looks everywhere it can. */
interface Window {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}
export interface TraceRequest extends Window {
  readonly traceId: string;
}
/** `query` is TraceQL that narrows the answer. */
export interface TagRequest extends Window {
  readonly query?: string | undefined;
}

export interface TempoClient {
  readonly trace: (call: SourceCall, request: TraceRequest) => Promise<Trace>;
  readonly search: (call: SourceCall, query: TraceSearch) => Promise<TraceSearchAnswer>;
  readonly tags: (call: SourceCall, request: TagRequest) => Promise<readonly TagScope[]>;
  readonly tagValues: (
    call: SourceCall,
    request: TagRequest & { readonly tag: string },
  ) => Promise<readonly TagValue[]>;
  readonly metrics: (call: SourceCall, query: RangeQuery) => Promise<TraceMetricsAnswer>;
}
