import type { Labels } from '../../contract/frame.ts';
import type {
  ExemplarAnswer,
  ExemplarQuery,
  InstantQuery,
  MetricAnswer,
  MetricMetadata,
  RangeQuery,
  SeriesQuery,
} from '../../contract/metrics.ts';
import type { SourceCall } from '../source-call.ts';

/** Times in ms. `match` are series selectors. */
export interface LabelRequest {
  readonly start: number;
  readonly end: number;
  readonly match: readonly string[];
}

export interface PrometheusClient {
  readonly queryRange: (call: SourceCall, query: RangeQuery) => Promise<MetricAnswer>;
  readonly query: (call: SourceCall, query: InstantQuery) => Promise<MetricAnswer>;
  readonly exemplars: (call: SourceCall, query: ExemplarQuery) => Promise<ExemplarAnswer>;
  readonly labels: (call: SourceCall, request: LabelRequest) => Promise<readonly string[]>;
  readonly labelValues: (
    call: SourceCall,
    request: LabelRequest & { readonly name: string },
  ) => Promise<readonly string[]>;
  readonly series: (call: SourceCall, query: SeriesQuery) => Promise<readonly Labels[]>;
  readonly metadata: (call: SourceCall) => Promise<readonly MetricMetadata[]>;
}
