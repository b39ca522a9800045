import type { Labels } from '../../contract/answer.ts';
import type {
  DetectedField,
  LogPattern,
  LogQuery,
  LogRangeAnswer,
  LogStats,
  LogTailQuery,
  LogVolumeQuery,
} from '../../contract/logs.ts';
import type { InstantQuery, MetricAnswer, SeriesQuery } from '../../contract/metrics.ts';
import type { FormatQuery } from '../../contract/query.ts';
import { epochMs, msToNano } from '../../contract/units.ts';
import type { Params, Upstream } from '../../http/upstream.ts';
import { createAsk } from '../ask.ts';
import { decodeFormatted, decodeLabelSets, decodeMetricAnswer, decodeStrings } from '../prometheus/decode.ts';
import type { SourceCall } from '../source-call.ts';
import { timed } from '../timed.ts';
import {
  decodeDetectedFields,
  decodeFieldValues,
  decodeIndexStats,
  decodePatterns,
  decodeRange,
  decodeSeries,
  toVolume,
} from './decode.ts';
import { openTail } from './tail.ts';

/** Times in ms. `query` is a stream selector. */
interface LogSelection {
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
  readonly fieldValues: (
    call: SourceCall,
    selection: LogSelection & { readonly name: string },
  ) => Promise<readonly string[]>;
  /** Newline-delimited JSON of `LogTailEvent`. */
  readonly tail: (call: SourceCall, query: LogTailQuery) => Promise<ReadableStream<Uint8Array>>;
  /** @throws NotFound when the source has no formatter */
  readonly format: (call: SourceCall, query: FormatQuery) => Promise<FormatQuery>;
  /** Needs Loki's pattern ingester, which is off by default. */
  readonly patterns: (call: SourceCall, selection: LogSelection) => Promise<readonly LogPattern[]>;
}

const API = '/loki/api/v1';
const HEADERS = {
  // Index labels, structured metadata and parsed labels come apart instead of merged.
  'x-loki-response-encoding-flags': 'categorize-labels',
  'x-query-tags': 'Source=sightline',
};

export function lokiClient(upstream: Upstream): LokiClient {
  const ask = createAsk(upstream, { headers: HEADERS, queryParam: 'query' });
  return {
    queryRange: (call, { query, start, end, limit, direction, step }) => {
      const params = { query, ...range({ start, end }), limit, direction, ...(step && { step: `${step}ms` }) };
      return timedRange(() =>
        ask(call, { path: `${API}/query_range`, params }, (body) => decodeRange(body, direction)),
      );
    },
    query: (call, { query, time }) =>
      timed(() => ask(call, { path: `${API}/query`, params: { query, time: nano(time) } }, decodeSeries)),
    volume: async (call, { query, start, end, step }) => {
      const first = Math.floor(start / step) * step + step;
      const last = Math.ceil(end / step) * step;
      const params = {
        query: volumeQuery(query, step),
        ...range({ start: first, end: Math.max(first, last) }),
        step: `${step}ms`,
      };
      return toVolume(await ask(call, { path: `${API}/query_range`, params }, decodeMetricAnswer), step);
    },
    labels: (call, selection) =>
      ask(call, { path: `${API}/labels`, params: selectionParams(selection) }, decodeStrings),
    labelValues: (call, selection) => {
      const path = `${API}/label/${encodeURIComponent(selection.name)}/values`;
      return ask(call, { path, params: selectionParams(selection) }, decodeStrings);
    },
    series: (call, { match, start, end }) =>
      ask(call, { path: `${API}/series`, params: { ...range({ start, end }), 'match[]': match } }, decodeLabelSets),
    stats: (call, selection) =>
      ask(call, { path: `${API}/index/stats`, params: selectionParams(selection) }, decodeIndexStats),
    detectedFields: (call, selection) =>
      ask(call, { path: `${API}/detected_fields`, params: selectionParams(selection) }, decodeDetectedFields),
    fieldValues: (call, selection) => {
      const path = `${API}/detected_field/${encodeURIComponent(selection.name)}/values`;
      return ask(call, { path, params: selectionParams(selection) }, decodeFieldValues);
    },
    tail: (call, query) => openTail(upstream, call, query),
    format: async (call, { query }) => {
      const read = { path: `${API}/format_query`, params: { query }, lacks: 'formatter for LogQL' };
      return { query: await ask(call, read, decodeFormatted) };
    },
    patterns: (call, selection) =>
      ask(call, { path: `${API}/patterns`, params: selectionParams(selection) }, decodePatterns),
  };
}

/** The line break keeps a comment at the end of the query from swallowing what follows. */
const volumeQuery = (query: string, step: number): string =>
  `sum by (level, detected_level) (count_over_time(${query}\n| drop __error__ [${step}ms]))`;

async function timedRange(work: () => Promise<LogRangeAnswer>): Promise<LogRangeAnswer> {
  const started = performance.now();
  const answer = await work();
  const tookMs = Math.round(performance.now() - started);
  return answer.kind === 'logs'
    ? { ...answer, logs: { ...answer.logs, meta: { ...answer.logs.meta, tookMs } } }
    : { ...answer, metrics: { ...answer.metrics, meta: { ...answer.metrics.meta, tookMs } } };
}

const nano = (ms: number): string => msToNano(epochMs(ms));

const range = ({ start, end }: Pick<LogSelection, 'start' | 'end'>): Params => ({ start: nano(start), end: nano(end) });

const selectionParams = ({ start, end, query }: LogSelection): Params => ({ ...range({ start, end }), query });
