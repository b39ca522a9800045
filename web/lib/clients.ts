import type { LogAnswer, LogQuery } from '../../server/contract/logs.ts';
import type {
  Exemplar,
  InstantQuery,
  MetricAnswer,
  MetricMetadata,
  RangeQuery,
} from '../../server/contract/metrics.ts';
import type { ProvisioningStatus, SourceHealth, SourceInfo } from '../../server/contract/source.ts';
import type { Trace, TraceSearchAnswer } from '../../server/contract/traces.ts';
import type { Labels } from '../../server/contract/frame.ts';
import { type CallOptions, type QueryParams, request } from './api.ts';

/** Times in ms, as everywhere on the typed routes. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** Fields with a default on the server may be left out. */
type Asked<T, Optional extends keyof T> = Omit<T, Optional> & Partial<Pick<T, Optional>>;

const at = (router: string, uid: string, route: string): string =>
  `/api/v1/${router}/${encodeURIComponent(uid)}/${route}`;

export interface SourceList {
  readonly sources: readonly SourceInfo[];
  readonly provisioning: ProvisioningStatus;
}

export const sourcesApi = {
  list: (options: CallOptions = {}) => request<SourceList>('/api/v1/sources', options),
  health: (uid: string, options: CallOptions = {}) => request<SourceHealth>(at('sources', uid, 'health'), options),
  reload: () => request<ProvisioningStatus>('/api/v1/provisioning/reload', { method: 'POST' }),
};

export const prometheusApi = {
  queryRange: (uid: string, body: RangeQuery, options: CallOptions = {}) =>
    request<MetricAnswer>(at('prometheus', uid, 'query-range'), { method: 'POST', body, ...options }),
  query: (uid: string, body: InstantQuery, options: CallOptions = {}) =>
    request<MetricAnswer>(at('prometheus', uid, 'query'), { method: 'POST', body, ...options }),
  exemplars: (uid: string, body: Window & { readonly query: string }, options: CallOptions = {}) =>
    request<readonly Exemplar[]>(at('prometheus', uid, 'exemplars'), { method: 'POST', body, ...options }),
  labels: (uid: string, params: Window & { readonly match?: string }, options: CallOptions = {}) =>
    request<readonly string[]>(at('prometheus', uid, 'labels'), { params: asParams(params), ...options }),
  labelValues: (
    uid: string,
    params: Window & { readonly label: string; readonly match?: string },
    options: CallOptions = {},
  ) => request<readonly string[]>(at('prometheus', uid, 'label-values'), { params: asParams(params), ...options }),
  metadata: (uid: string, options: CallOptions = {}) =>
    request<readonly MetricMetadata[]>(at('prometheus', uid, 'metadata'), options),
};

export type LokiAnswer =
  | { readonly kind: 'logs'; readonly logs: LogAnswer }
  | { readonly kind: 'metrics'; readonly metrics: MetricAnswer };

export const lokiApi = {
  queryRange: (uid: string, body: Asked<LogQuery, 'limit' | 'direction'>, options: CallOptions = {}) =>
    request<LokiAnswer>(at('loki', uid, 'query-range'), { method: 'POST', body, ...options }),
  volume: (uid: string, body: LogVolumeQuery, options: CallOptions = {}) =>
    request<MetricAnswer>(at('loki', uid, 'volume'), { method: 'POST', body, ...options }),
  labels: (uid: string, params: Window, options: CallOptions = {}) =>
    request<readonly string[]>(at('loki', uid, 'labels'), { params: asParams(params), ...options }),
  labelValues: (
    uid: string,
    params: Window & { readonly label: string; readonly query?: string },
    options: CallOptions = {},
  ) => request<readonly string[]>(at('loki', uid, 'label-values'), { params: asParams(params), ...options }),
};

export interface LogVolumeQuery extends Window {
  readonly query: string;
  readonly step: number;
}

export const tempoApi = {
  trace: (
    uid: string,
    { traceId, ...window }: Partial<Window> & { readonly traceId: string },
    options: CallOptions = {},
  ) => request<Trace>(at('tempo', uid, `traces/${encodeURIComponent(traceId)}`), { params: window, ...options }),
  search: (uid: string, body: unknown, options: CallOptions = {}) =>
    request<TraceSearchAnswer>(at('tempo', uid, 'search'), { method: 'POST', body, ...options }),
  metrics: (uid: string, body: RangeQuery, options: CallOptions = {}) =>
    request<MetricAnswer>(at('tempo', uid, 'metrics'), { method: 'POST', body, ...options }),
  tags: (uid: string, params: Window, options: CallOptions = {}) =>
    request<readonly string[]>(at('tempo', uid, 'tags'), { params: asParams(params), ...options }),
  tagValues: (
    uid: string,
    params: Window & { readonly tag: string; readonly query?: string },
    options: CallOptions = {},
  ) => request<readonly string[]>(at('tempo', uid, 'tag-values'), { params: asParams(params), ...options }),
};

export interface HistoryEntry {
  readonly id: string;
  readonly sourceUid: string;
  readonly query: string;
  readonly createdAt: number;
}

export type LabelSets = readonly Labels[];

const asParams = (params: object): QueryParams => params as QueryParams;
