import type { Labels } from '../../contract/frame.ts';
import type { DetectedField, LogQuery, LogRangeAnswer, LogStats, LogVolumeQuery } from '../../contract/logs.ts';
import type { InstantQuery, MetricAnswer, SeriesQuery } from '../../contract/metrics.ts';
import type { SourceCall } from '../source-call.ts';

/** Times in ms. `query` is a stream selector. */
export interface LogSelection {
  readonly start: number;
  readonly end: number;
  readonly query?: string | undefined;
}

export interface LokiClient {
  readonly queryRange: (call: SourceCall, query: LogQuery) => Promise<LogRangeAnswer>;
  readonly query: (call: SourceCall, query: InstantQuery) => Promise<MetricAnswer>;
  readonly volume: (call: SourceCall, query: LogVolumeQuery) => Promise<MetricAnswer>;
  readonly labels: (call: SourceCall, selection: LogSelection) => Promise<readonly string[]>;
  readonly labelValues: (
    call: SourceCall,
    selection: LogSelection & { readonly name: string },
  ) => Promise<readonly string[]>;
  readonly series: (call: SourceCall, query: SeriesQuery) => Promise<readonly Labels[]>;
  readonly stats: (call: SourceCall, selection: LogSelection) => Promise<LogStats>;
  readonly detectedFields: (call: SourceCall, selection: LogSelection) => Promise<readonly DetectedField[]>;
}
