import { z } from 'zod';
import type { EpochMs } from './units.ts';

/** A query to be laid out by its source, and the query as laid out. */
export const FormatQuery = z.object({ query: z.string().min(1).max(100_000) });
export type FormatQuery = z.infer<typeof FormatQuery>;

/** Queries keep Grafana's target shapes, so that a panel, an Explore URL and a jump speak of one thing. */
export interface PrometheusTarget {
  readonly refId: string;
  readonly expr: string;
  readonly range?: boolean;
  readonly instant?: boolean;
  readonly exemplar?: boolean;
  readonly legendFormat?: string;
  readonly interval?: string;
  /** How the answer is shown. The first three are Grafana's; `raw` lists samples as the source gave them. */
  readonly format?: MetricFormat;
}
export type MetricFormat = 'time_series' | 'table' | 'heatmap' | 'raw';

export interface LokiTarget {
  readonly refId: string;
  readonly expr: string;
  readonly queryType?: 'range' | 'instant';
  readonly maxLines?: number;
  readonly direction?: 'backward' | 'forward' | 'scan';
  readonly legendFormat?: string;
  readonly step?: string;
}
/** `query` of hex digits only is a trace by ID; else TraceQL. */
export interface TempoTarget {
  readonly refId: string;
  readonly query: string;
  readonly queryType: 'traceql';
  readonly limit?: number;
  readonly spss?: number;
  /** A duration in ms: what is found is put in order of closeness to it, not of time. Sightline's own. */
  readonly nearMs?: number;
}
export interface PyroscopeTarget {
  readonly refId: string;
  readonly queryType: 'metrics' | 'profile' | 'both';
  readonly profileTypeId: string;
  readonly labelSelector: string;
  readonly spanSelector?: readonly string[];
  readonly groupBy?: readonly string[];
}
export type Target = PrometheusTarget | LokiTarget | TempoTarget | PyroscopeTarget;

/** An absolute range, `from` ≤ `to`. */
export interface AbsoluteRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}
/** A range as people write it: `now-1h`, epoch ms, ISO. See `time-range.ts`. */
export interface RawRange {
  readonly from: string;
  readonly to: string;
}
