import type { Labels } from '../../contract/answer.ts';
import type {
  ExemplarAnswer,
  ExemplarQuery,
  InstantQuery,
  MetricAnswer,
  MetricMetadata,
  RangeQuery,
  SeriesQuery,
} from '../../contract/metrics.ts';
import type { FormatQuery } from '../../contract/query.ts';
import { parseJson, refusal, type TextAnswer } from '../../http/upstream-fault.ts';
import type { Params, Upstream, UpstreamRead } from '../../http/upstream.ts';
import { NotFound, type ProblemError, QueryRejected, UpstreamFailed, UpstreamTimeout } from '../../http/problem.ts';
import { sourceRef, type DataSource } from '../../provisioning/data-source.ts';
import { isAbsent, lacking } from '../ask.ts';
import { decodeAnswer } from '../json.ts';
import { queryPosition } from '../query-position.ts';
import type { SourceCall } from '../source-call.ts';
import { timed } from '../timed.ts';
import {
  decodeExemplars,
  decodeFormatted,
  decodeLabelSets,
  decodeMetadata,
  decodeMetricAnswer,
  decodeStrings,
} from './decode.ts';

/** Times in ms. `match` are series selectors. */
interface LabelRequest {
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
  /** @throws NotFound when the source has no formatter */
  readonly format: (call: SourceCall, query: FormatQuery) => Promise<FormatQuery>;
}

export function prometheusClient(upstream: Upstream): PrometheusClient {
  const ask = createAsk(upstream);
  return {
    queryRange: (call, { query, start, end, step }) => {
      const params = { query, start: seconds(start), end: seconds(end), step: seconds(step), ...queryExtras(call) };
      return timed(() => ask(call, { path: '/api/v1/query_range', form: params }, decodeMetricAnswer));
    },
    query: (call, { query, time }) => {
      const form = { query, time: seconds(time), ...queryExtras(call) };
      return timed(() => ask(call, { path: '/api/v1/query', form }, decodeMetricAnswer));
    },
    exemplars: async (call, { query, start, end }) => {
      const form = { query, start: seconds(start), end: seconds(end) };
      return { exemplars: await ask(call, { path: '/api/v1/query_exemplars', form }, decodeExemplars) };
    },
    labels: (call, request) => ask(call, { path: '/api/v1/labels', form: labelParams(request) }, decodeStrings),
    labelValues: (call, request) =>
      ask(
        call,
        { path: `/api/v1/label/${pathName(request.name)}/values`, params: labelParams(request) },
        decodeStrings,
      ),
    series: (call, query) =>
      ask(call, { path: '/api/v1/series', form: { ...labelParams(query), limit: query.limit } }, decodeLabelSets),
    metadata: (call) => ask(call, { path: '/api/v1/metadata', params: {} }, decodeMetadata),
    format: async (call, { query }) => {
      const read = { path: '/api/v1/format_query', form: { query }, lacks: 'formatter for PromQL' };
      return { query: await ask(call, read, decodeFormatted) };
    },
  };
}

/** A read: `form` is sent as a POST where the source takes one, `params` always in the URL. */
type Read = Pick<UpstreamRead, 'path'> & { readonly lacks?: string } & (
    | { readonly form: Params }
    | { readonly params: Params }
  );

function createAsk(upstream: Upstream) {
  // Some gateways in front of Prometheus refuse POST.
  const onlyGet = new WeakSet<DataSource>();

  const send = async (call: SourceCall, read: Read): Promise<TextAnswer> => {
    const extra = customParameters(call.source);
    const asGet = (params: Params) => upstream.text({ ...call, path: read.path, params: { ...params, ...extra } });
    if ('params' in read) return asGet(read.params);
    if (call.source.jsonData['httpMethod'] === 'GET' || onlyGet.has(call.source)) return asGet(read.form);
    const answer = await upstream.text({ ...call, path: read.path, form: read.form, params: extra });
    if (answer.status !== 405 && answer.status !== 501) return answer;
    onlyGet.add(call.source);
    return asGet(read.form);
  };

  return async <T>(call: SourceCall, read: Read, decode: (body: unknown) => T): Promise<T> => {
    const answer = await send(call, read);
    if (read.lacks && isAbsent(answer)) {
      throw new NotFound(lacking(call.source, read.lacks), { source: sourceRef(call.source) });
    }
    if (answer.status < 200 || answer.status > 299) {
      const query = 'form' in read ? read.form['query'] : undefined;
      throw apiError(call.source, answer, typeof query === 'string' ? query : '');
    }
    // Exemplars of a query without selectors: Prometheus has nothing to say, and says it so.
    if (answer.status === 204) return decodeAnswer(call.source, { status: 'success', data: [] }, decode);
    return decodeAnswer(call.source, parseJson(call.source, answer), decode);
  };
}

/** Prometheus' own error form, `{errorType, error}`, as a problem; other answers as what their status says. */
function apiError(source: DataSource, answer: TextAnswer, query: string): ProblemError {
  const general = refusal(source, answer);
  const errorType = /"errorType"\s*:\s*"(\w+)"/.exec(answer.text.slice(0, 4096))?.[1];
  const { upstream = '', hint } = general.details;
  const position = queryPosition(upstream, query);
  const details = {
    source: sourceRef(source),
    upstream,
    ...(hint && { hint }),
    ...(position !== undefined && { position }),
  };
  switch (errorType) {
    case 'bad_data':
    case 'execution':
      return new QueryRejected(upstream, details);
    case 'timeout':
    case 'canceled':
      return new UpstreamTimeout(`"${source.name}" gave up on the query: ${upstream}`, details);
    case 'unavailable':
    case 'internal':
      return new UpstreamFailed(`"${source.name}" failed: ${upstream}`, details);
    default:
      return general;
  }
}

const seconds = (ms: number): number => ms / 1000;

const labelParams = ({ start, end, match }: LabelRequest): Params => ({
  start: seconds(start),
  end: seconds(end),
  'match[]': match,
});

/** Names beyond the classic alphabet travel in Prometheus' own escaping, since a path cannot hold them all. */
function pathName(name: string): string {
  if (/^[a-zA-Z_]\w*$/.test(name)) return name;
  const escaped = Array.from(name, (char) => {
    if (char === '_') return '__';
    return /[a-zA-Z0-9]/.test(char) ? char : `_${(char.codePointAt(0) ?? 0).toString(16)}_`;
  });
  return `U__${escaped.join('')}`;
}

/** `stats` asks for what the query cost; sources that know no such parameter ignore it. */
const queryExtras = ({ source }: SourceCall): Params => {
  const { queryTimeout: timeout } = source.jsonData;
  return { stats: 'true', ...(typeof timeout === 'string' && timeout ? { timeout } : {}) };
};

/** `jsonData.customQueryParameters`, a query string that goes with every request. */
function customParameters(source: DataSource): Params {
  const { customQueryParameters: custom } = source.jsonData;
  if (typeof custom !== 'string' || !custom) return {};
  const parsed = new URLSearchParams(custom);
  return Object.fromEntries([...new Set(parsed.keys())].map((key) => [key, parsed.getAll(key)]));
}
