import type { MetricAnswer } from '../../contract/metrics.ts';
import {
  profileMeasure,
  type FlameGraphAnswer,
  type ProfileQuery,
  type ProfileSeriesQuery,
  type ProfileType,
} from '../../contract/profiles.ts';
import { parseShift } from '../../contract/time-range.ts';
import { QueryRejected, type ProblemError } from '../../http/problem.ts';
import { parseJson, refusal, type TextAnswer } from '../../http/upstream-fault.ts';
import type { Upstream } from '../../http/upstream.ts';
import type { DataSource } from '../../provisioning/data-source.ts';
import { decodeAnswer } from '../json.ts';
import { queryPosition } from '../query-position.ts';
import type { SourceCall } from '../source-call.ts';
import { timed } from '../timed.ts';
import { decodeFlameGraph, decodeNames, decodeProfileTypes, decodeSeries } from './decode.ts';

/** Times in ms. `match` are label selectors. */
export interface ProfileLabelRequest {
  readonly start: number;
  readonly end: number;
  readonly match: readonly string[];
}

export interface PyroscopeClient {
  readonly profileTypes: (
    call: SourceCall,
    range: { readonly start: number; readonly end: number },
  ) => Promise<readonly ProfileType[]>;
  readonly labels: (call: SourceCall, request: ProfileLabelRequest) => Promise<readonly string[]>;
  readonly labelValues: (
    call: SourceCall,
    request: ProfileLabelRequest & { readonly name: string },
  ) => Promise<readonly string[]>;
  readonly flameGraph: (call: SourceCall, query: ProfileQuery) => Promise<FlameGraphAnswer>;
  /** In the unit that `profileMeasure` says. */
  readonly series: (call: SourceCall, query: ProfileSeriesQuery) => Promise<MetricAnswer>;
}

export function pyroscopeClient(upstream: Upstream): PyroscopeClient {
  const ask = createAsk(upstream);
  return {
    profileTypes: (call, { start, end }) =>
      ask(call, { method: 'ProfileTypes', json: { ...times({ start, end }) } }, decodeProfileTypes),
    labels: (call, { match, ...range }) =>
      ask(call, { method: 'LabelNames', json: { matchers: match, ...times(range) } }, decodeNames),
    labelValues: (call, { match, name, ...range }) =>
      ask(call, { method: 'LabelValues', json: { name, matchers: match, ...times(range) } }, decodeNames),
    flameGraph: (call, { profileTypeId, labelSelector, maxNodes, spanSelector = [], ...range }) => {
      const json = { ...selection(profileTypeId, labelSelector), ...times(range), maxNodes: String(maxNodes) };
      const [, , sampleUnit = ''] = profileTypeId.split(':');
      const decode = (body: unknown) => decodeFlameGraph(body, sampleUnit);
      // Older servers ignore a span selector in SelectMergeStacktraces and would answer the whole profile.
      return timed(() =>
        spanSelector.length > 0
          ? ask(call, { method: 'SelectMergeSpanProfile', json: { ...json, spanSelector } }, decode)
          : ask(call, { method: 'SelectMergeStacktraces', json }, decode),
      );
    },
    series: (call, { profileTypeId, labelSelector, groupBy, start, end, step: asked }) => {
      const step = Math.max(asked, minStep(call.source));
      const { isSnapshot, totalUnit } = profileMeasure(profileTypeId);
      const json = {
        ...selection(profileTypeId, labelSelector),
        ...times({ start, end }),
        groupBy,
        step: step / 1000,
        aggregation: isSnapshot ? 'TIME_SERIES_AGGREGATION_TYPE_AVERAGE' : 'TIME_SERIES_AGGREGATION_TYPE_SUM',
      };
      const perSecond = 1000 / step / (totalUnit === 'ns' ? 1e9 : 1);
      const grid = { start: Math.floor(start), end: Math.floor(end), step };
      const decode = (body: unknown) => decodeSeries(body, grid, isSnapshot ? 1 : perSecond);
      return timed(() => ask(call, { method: 'SelectSeries', json }, decode));
    },
  };
}

const selection = (profileTypeID: string, labelSelector: string) => ({
  profileTypeID,
  labelSelector: labelSelector.trim() || '{}',
});

/** Proto3's JSON writes 64-bit integers as text. */
const times = ({ start, end }: { readonly start: number; readonly end: number }) => ({
  start: String(Math.floor(start)),
  end: String(Math.floor(end)),
});

/** `jsonData.minStep` in ms: what is scraped every 15 s has nothing to say about 5. */
const minStep = ({ jsonData: { minStep: text } }: DataSource): number =>
  typeof text === 'string' ? Math.max(0, parseShift(text) ?? 0) : 0;

interface ConnectCall {
  readonly method: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Unary calls of Connect, with errors in its form, `{code, message}`. */
function createAsk(upstream: Upstream) {
  return async <T>(call: SourceCall, { method, json }: ConnectCall, decode: (body: unknown) => T): Promise<T> => {
    const path = `/querier.v1.QuerierService/${method}`;
    const answer = await upstream.text({ ...call, path, json, headers: { 'connect-protocol-version': '1' } });
    if (answer.status < 200 || answer.status > 299) {
      const { labelSelector } = json;
      throw connectRefusal(call.source, answer, typeof labelSelector === 'string' ? labelSelector : '');
    }
    return decodeAnswer(call.source, parseJson(call.source, answer), decode);
  };
}

function connectRefusal(source: DataSource, answer: TextAnswer, labelSelector: string): ProblemError {
  const problem = refusal(source, answer);
  const { upstream } = problem.details;
  if (!(problem instanceof QueryRejected) || !upstream) return problem;
  const position = queryPosition(upstream, labelSelector);
  return new QueryRejected(upstream, { ...problem.details, ...(position !== undefined && { position }) });
}
