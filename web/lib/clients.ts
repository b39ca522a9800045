import type { CountRequest, WidenRequest } from '../../server/contract/correlate.ts';
import type { SaveDashboard } from '../../server/contract/dashboards.ts';
import type { NewHistoryEntry } from '../../server/contract/history.ts';
import type { LogQuery, LogTailEvent, LogVolumeQuery } from '../../server/contract/logs.ts';
import type { ExemplarQuery, InstantQuery, RangeQuery } from '../../server/contract/metrics.ts';
import type { ProfileQuery, ProfileSeriesQuery } from '../../server/contract/profiles.ts';
import type { TraceSearch } from '../../server/contract/traces.ts';
import type { NewLink, NewTrail, TrailChange } from '../../server/contract/trails.ts';
import { abortable, api, type CallOptions, read, readLines } from './api.ts';

/**
 * The typed routes as functions: `(source, what is asked, { signal })`. Times are epoch ms. Answers are the contract's
 * types, because the routes are declared with them.
 */
export interface Window {
  readonly start: number;
  readonly end: number;
}
/** Fields with a default on the server may be left out. */
type Asked<T, Optional extends keyof T> = Omit<T, Optional> & Partial<Pick<T, Optional>>;

export const sourcesApi = {
  list: (options: CallOptions = {}) => read(api.sources.$get({}, abortable(options))),
  health: (uid: string, options: CallOptions = {}) =>
    read(api.sources[':uid'].health.$get({ param: { uid } }, abortable(options))),
  held: (uid: string, options: CallOptions = {}) =>
    read(api.sources[':uid'].held.$get({ param: { uid } }, abortable(options))),
  reload: () => read(api.provisioning.reload.$post()),
};

const prometheus = api.prometheus[':uid'];
export const prometheusApi = {
  queryRange: (uid: string, json: RangeQuery, options: CallOptions = {}) =>
    read(prometheus['query-range'].$post({ param: { uid }, json }, abortable(options))),
  query: (uid: string, json: InstantQuery, options: CallOptions = {}) =>
    read(prometheus.query.$post({ param: { uid }, json }, abortable(options))),
  exemplars: (uid: string, json: ExemplarQuery, options: CallOptions = {}) =>
    read(prometheus.exemplars.$post({ param: { uid }, json }, abortable(options))),
  labels: (uid: string, query: Window & { readonly match?: string[] }, options: CallOptions = {}) =>
    read(prometheus.labels.$get({ param: { uid }, query: texts(query) }, abortable(options))),
  labelValues: (
    uid: string,
    query: Window & { readonly name: string; readonly match?: string[] },
    options: CallOptions = {},
  ) => read(prometheus['label-values'].$get({ param: { uid }, query: texts(query) }, abortable(options))),
  format: (uid: string, query: string, options: CallOptions = {}) =>
    read(prometheus.format.$post({ param: { uid }, json: { query } }, abortable(options))),
  metadata: (uid: string, options: CallOptions = {}) =>
    read(prometheus.metadata.$get({ param: { uid } }, abortable(options))),
};

const loki = api.loki[':uid'];
export const lokiApi = {
  queryRange: (uid: string, json: Asked<LogQuery, 'limit' | 'direction'>, options: CallOptions = {}) =>
    read(loki['query-range'].$post({ param: { uid }, json }, abortable(options))),
  query: (uid: string, json: InstantQuery, options: CallOptions = {}) =>
    read(loki.query.$post({ param: { uid }, json }, abortable(options))),
  volume: (uid: string, json: LogVolumeQuery, options: CallOptions = {}) =>
    read(loki.volume.$post({ param: { uid }, json }, abortable(options))),
  labels: (uid: string, query: Window & { readonly query?: string }, options: CallOptions = {}) =>
    read(loki.labels.$get({ param: { uid }, query: texts(query) }, abortable(options))),
  labelValues: (
    uid: string,
    query: Window & { readonly name: string; readonly query?: string },
    options: CallOptions = {},
  ) => read(loki['label-values'].$get({ param: { uid }, query: texts(query) }, abortable(options))),
  stats: (uid: string, query: Window & { readonly query: string }, options: CallOptions = {}) =>
    read(loki.stats.$get({ param: { uid }, query: texts(query) }, abortable(options))),
  detectedFields: (uid: string, query: Window & { readonly query: string }, options: CallOptions = {}) =>
    read(loki['detected-fields'].$get({ param: { uid }, query: texts(query) }, abortable(options))),
  fieldValues: (
    uid: string,
    query: Window & { readonly name: string; readonly query: string },
    options: CallOptions = {},
  ) => read(loki['field-values'].$get({ param: { uid }, query: texts(query) }, abortable(options))),
  format: (uid: string, query: string, options: CallOptions = {}) =>
    read(loki.format.$post({ param: { uid }, json: { query } }, abortable(options))),
  /** Events until the source or the signal ends them. */
  tail: (
    uid: string,
    query: { readonly query: string; readonly start: number; readonly limit: number },
    signal: AbortSignal,
  ) => readLines<LogTailEvent>(loki.tail.$get({ param: { uid }, query: texts(query) }, abortable({ signal }))),
  patterns: (uid: string, query: Window & { readonly query: string }, options: CallOptions = {}) =>
    read(loki.patterns.$get({ param: { uid }, query: texts(query) }, abortable(options))),
};

const tempo = api.tempo[':uid'];
export const tempoApi = {
  trace: (uid: string, asked: Partial<Window> & { readonly traceId: string }, options: CallOptions = {}) => {
    const { traceId, ...query } = asked;
    return read(tempo.traces[':traceId'].$get({ param: { uid, traceId }, query: texts(query) }, abortable(options)));
  },
  search: (uid: string, json: Asked<TraceSearch, 'limit' | 'spansPerSpanSet'>, options: CallOptions = {}) =>
    read(tempo.search.$post({ param: { uid }, json }, abortable(options))),
  metrics: (uid: string, json: RangeQuery, options: CallOptions = {}) =>
    read(tempo.metrics.$post({ param: { uid }, json }, abortable(options))),
  tags: (uid: string, query: Partial<Window> & { readonly query?: string } = {}, options: CallOptions = {}) =>
    read(tempo.tags.$get({ param: { uid }, query: texts(query) }, abortable(options))),
  tagValues: (
    uid: string,
    query: Partial<Window> & { readonly tag: string; readonly query?: string },
    options: CallOptions = {},
  ) => read(tempo['tag-values'].$get({ param: { uid }, query: texts(query) }, abortable(options))),
};

const pyroscope = api.pyroscope[':uid'];
export const pyroscopeApi = {
  profileTypes: (uid: string, query: Window, options: CallOptions = {}) =>
    read(pyroscope['profile-types'].$get({ param: { uid }, query: texts(query) }, abortable(options))),
  labels: (uid: string, query: Window & { readonly match?: string[] }, options: CallOptions = {}) =>
    read(pyroscope.labels.$get({ param: { uid }, query: texts(query) }, abortable(options))),
  labelValues: (
    uid: string,
    query: Window & { readonly name: string; readonly match?: string[] },
    options: CallOptions = {},
  ) => read(pyroscope['label-values'].$get({ param: { uid }, query: texts(query) }, abortable(options))),
  flameGraph: (uid: string, json: Asked<ProfileQuery, 'labelSelector' | 'maxNodes'>, options: CallOptions = {}) =>
    read(pyroscope['flame-graph'].$post({ param: { uid }, json }, abortable(options))),
  series: (uid: string, json: Asked<ProfileSeriesQuery, 'labelSelector' | 'groupBy'>, options: CallOptions = {}) =>
    read(pyroscope.series.$post({ param: { uid }, json }, abortable(options))),
};

const { correlate } = api;
export const correlateApi = {
  count: (json: CountRequest, options: CallOptions = {}) => read(correlate.count.$post({ json }, abortable(options))),
  widen: (json: WidenRequest, options: CallOptions = {}) => read(correlate.widen.$post({ json }, abortable(options))),
  diagnose: (uid: string, options: CallOptions = {}) =>
    read(correlate.doctor[':uid'].$get({ param: { uid } }, abortable(options))),
  vocabulary: (options: CallOptions = {}) => read(correlate.vocabulary.$get({}, abortable(options))),
};

export const dashboardsApi = {
  list: (query: string, options: CallOptions = {}) =>
    read(api.dashboards.$get({ query: { query } }, abortable(options))),
  get: (uid: string, options: CallOptions = {}) =>
    read(api.dashboards[':uid'].$get({ param: { uid } }, abortable(options))),
  save: (json: Asked<SaveDashboard, 'folderUid' | 'message' | 'overwrite'>) => read(api.dashboards.$post({ json })),
  star: (uid: string, starred: boolean) => {
    const route = api.dashboards[':uid'].star;
    return read(starred ? route.$put({ param: { uid } }) : route.$delete({ param: { uid } }));
  },
};

export const historyApi = {
  list: (
    query: {
      readonly sourceUid?: string;
      readonly query?: string;
      readonly saved?: 'true' | 'false';
      readonly limit?: number;
    },
    options: CallOptions = {},
  ) => read(api.history.$get({ query: texts(query) }, abortable(options))),
  add: (json: NewHistoryEntry) => read(api.history.$post({ json })),
  star: (id: string, starred: boolean) => read(api.history[':id'].star.$put({ param: { id }, json: { starred } })),
  rename: (id: string, name: string | null) => read(api.history[':id'].name.$put({ param: { id }, json: { name } })),
  remove: (id: string) => read(api.history[':id'].$delete({ param: { id } })),
};

export const linksApi = {
  create: (json: NewLink) => read(api.links.$post({ json })),
  get: (id: string, options: CallOptions = {}) => read(api.links[':id'].$get({ param: { id } }, abortable(options))),
};

export const trailsApi = {
  list: (query: string, options: CallOptions = {}) => read(api.trails.$get({ query: { query } }, abortable(options))),
  get: (id: string, options: CallOptions = {}) => read(api.trails[':id'].$get({ param: { id } }, abortable(options))),
  create: (json: NewTrail) => read(api.trails.$post({ json })),
  update: (id: string, json: TrailChange) => read(api.trails[':id'].$put({ param: { id }, json })),
  remove: (id: string) => read(api.trails[':id'].$delete({ param: { id } })),
};

type Texts<T> = { [K in keyof T]: Exclude<T[K], undefined> extends number ? string : Exclude<T[K], undefined> };

/** Query parameters travel as text; absent ones not at all. */
function texts<T extends object>(params: T): Texts<T> {
  const entries = Object.entries(params).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
  ) as Texts<T>;
}
