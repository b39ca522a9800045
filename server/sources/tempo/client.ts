import type { RangeQuery } from '../../contract/metrics.ts';
import type {
  TagScope,
  TagValue,
  Trace,
  TraceMetricsAnswer,
  TraceSearch,
  TraceSearchAnswer,
} from '../../contract/traces.ts';
import { NotFound } from '../../http/problem.ts';
import { parseJson, type TextAnswer } from '../../http/upstream-fault.ts';
import type { Params, Upstream } from '../../http/upstream.ts';
import { sourceRef, type DataSource } from '../../provisioning/data-source.ts';
import { createAsk, textRefusal } from '../ask.ts';
import { decodeAnswer } from '../json.ts';
import type { SourceCall } from '../source-call.ts';
import { timed } from '../timed.ts';
import { nearestFirst } from './nearest-first.ts';
import { decodeTrace } from './decode-trace.ts';
import { decodeMetrics, decodeSearch, decodeTags, decodeTagValues } from './decode.ts';

/** Times in ms; without them Tempo looks everywhere it can. */
interface Window {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}
interface TraceRequest extends Window {
  readonly traceId: string;
}
/** `query` is TraceQL that narrows the answer. */
interface TagRequest extends Window {
  readonly query?: string | undefined;
}

export interface TempoClient {
  /** @throws NotFound when the source has no such trace */
  readonly trace: (call: SourceCall, request: TraceRequest) => Promise<Trace>;
  /**
   * How many spans a trace has, without building it.
   * @throws NotFound when the source has no such trace
   */
  readonly countSpans: (call: SourceCall, traceId: string) => Promise<number>;
  readonly search: (call: SourceCall, query: TraceSearch) => Promise<TraceSearchAnswer>;
  readonly tags: (call: SourceCall, request: TagRequest) => Promise<readonly TagScope[]>;
  readonly tagValues: (
    call: SourceCall,
    request: TagRequest & { readonly tag: string },
  ) => Promise<readonly TagValue[]>;
  readonly metrics: (call: SourceCall, query: RangeQuery) => Promise<TraceMetricsAnswer>;
}

const MAX_EXEMPLARS = 100;
const NEAR_LIMIT = 200;

export function tempoClient(upstream: Upstream): TempoClient {
  const ask = createAsk(upstream, { queryParam: 'q' });
  return {
    trace: async (call, request) => {
      const answer = await readTrace(upstream, call, request);
      const trace = decodeAnswer(call.source, parseJson(call.source, answer), (body) =>
        decodeTrace(body, request.traceId),
      );
      if (!trace) throw noSuchTrace(call.source, request.traceId);
      return trace;
    },
    countSpans: async (call, traceId) => {
      const { text } = await readTrace(upstream, call, { traceId });
      const count = text.split(SPAN_START).length - 1;
      if (count === 0) throw noSuchTrace(call.source, traceId);
      return count;
    },
    search: async (call, { query, start, end, limit, spansPerSpanSet, nearMs }) => {
      // What is nearest is known only once there is enough to choose from.
      const wanted = nearMs === undefined ? limit : Math.max(limit, NEAR_LIMIT);
      const params = { q: query || '{}', limit: wanted, spss: spansPerSpanSet, ...window({ start, end }) };
      const found = await timed(() => ask(call, { path: '/api/search', params }, decodeSearch));
      return nearMs === undefined ? found : { ...found, traces: nearestFirst(found.traces, nearMs).slice(0, limit) };
    },
    tags: (call, request) =>
      ask(call, { path: '/api/v2/search/tags', params: { q: request.query, ...window(request) } }, decodeTags),
    tagValues: (call, { tag, ...request }) => {
      const path = `/api/v2/search/tag/${encodeURIComponent(tag)}/values`;
      return ask(call, { path, params: { q: request.query, ...window(request) } }, decodeTagValues);
    },
    metrics: (call, { query, start, end, step }) => {
      const params = { q: query, step: `${step}ms`, exemplars: MAX_EXEMPLARS, ...window({ start, end }) };
      return timed(() => ask(call, { path: '/api/metrics/query_range', params }, decodeMetrics));
    },
  };
}

/** By v2 where the source has it; 404 means an older Tempo, or none such: v1 tells which. */
async function readTrace(upstream: Upstream, call: SourceCall, request: TraceRequest): Promise<TextAnswer> {
  const { source } = call;
  const get = (version: string) =>
    upstream.text({ ...call, path: `${version}/traces/${request.traceId}`, params: window(request) });
  const newer = await get('/api/v2');
  const answer = newer.status === 404 ? await get('/api') : newer;
  if (answer.status === 404) throw noSuchTrace(source, request.traceId);
  if (answer.status < 200 || answer.status > 299) throw textRefusal(source, answer, '');
  return answer;
}

/** A key that each span has and nothing else; within a JSON string its quotes would be escaped. */
const SPAN_START = /"startTimeUnixNano"\s*:/;

const noSuchTrace = (source: DataSource, traceId: string): NotFound =>
  new NotFound(`"${source.name}" has no trace ${traceId}`, {
    source: sourceRef(source),
    hint: 'It may not have arrived yet, may not have been sampled, or may be older than what is kept.',
  });

/** Tempo's clock has seconds: the window grows to whole ones. */
const window = ({ start, end }: Window): Params => ({
  start: start === undefined ? undefined : Math.floor(start / 1000),
  end: end === undefined ? undefined : Math.ceil(end / 1000),
});
