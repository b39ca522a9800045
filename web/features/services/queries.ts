import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { LogPattern } from '../../../server/contract/logs.ts';
import { logRow } from '../../../server/contract/logs.ts';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { fillIntervals } from '../../../server/contract/intervals.ts';
import { lokiApi, prometheusApi, pyroscopeApi, tempoApi } from '../../lib/clients.ts';
import { groupLines } from '../../signals/log/group-lines.ts';
import { alignRange, stepFor } from '../../signals/metric/step.ts';
import { fetchGraph, type GraphAsk } from './fetch-graph.ts';

const FRESH_MS = 30_000;
const POINTS = 240;

/** A query over time, or the first of several that has an answer: sources differ in what they hold. */
export interface CourseAsk {
  readonly source: string;
  readonly type: 'prometheus' | 'tempo';
  readonly query: string;
  readonly range: AbsoluteRange;
}

export interface LineAsk {
  readonly source: string;
  /** A log query. */
  readonly query: string;
  readonly range: AbsoluteRange;
}

export const serviceQueries = {
  graph: (ask: GraphAsk) =>
    queryOptions({
      queryKey: ['services', 'graph', ask] as const,
      queryFn: ({ signal }) => fetchGraph(ask, { signal }),
      placeholderData: keepPreviousData,
      staleTime: FRESH_MS,
    }),
  course: ({ source, type, query, range }: CourseAsk) =>
    queryOptions({
      queryKey: ['services', 'course', source, type, query, range] as const,
      queryFn: ({ signal }): Promise<MetricAnswer> => {
        const step = stepOf(range);
        const { start, end } = alignRange(range, step);
        const json = { query: fillIntervals(query, { range, stepMs: step }), start, end, step };
        return type === 'tempo'
          ? tempoApi.metrics(source, json, { signal })
          : prometheusApi.queryRange(source, json, { signal });
      },
      placeholderData: keepPreviousData,
      staleTime: FRESH_MS,
    }),
  instant: (source: string, query: string, time: number) =>
    queryOptions({
      queryKey: ['services', 'instant', source, query, time] as const,
      queryFn: ({ signal }) => prometheusApi.query(source, { query, time }, { signal }),
      placeholderData: keepPreviousData,
      staleTime: FRESH_MS,
    }),
  patterns: ({ source, query, range }: LineAsk) =>
    queryOptions({
      queryKey: ['services', 'patterns', source, query, range] as const,
      queryFn: ({ signal }) => fetchPatterns({ source, query, range }, signal),
      staleTime: FRESH_MS,
    }),
  /** Lines grouped by their statement: what errors there are, and how often. */
  groups: ({ source, query, range }: LineAsk) =>
    queryOptions({
      queryKey: ['services', 'groups', source, query, range] as const,
      queryFn: ({ signal }) => fetchGroups({ source, query, range }, signal),
      staleTime: FRESH_MS,
    }),
  profile: (source: string, labelSelector: string, range: AbsoluteRange) =>
    queryOptions({
      queryKey: ['services', 'profile', source, labelSelector, range] as const,
      queryFn: ({ signal }) =>
        pyroscopeApi.flameGraph(
          source,
          { profileTypeId: CPU, labelSelector, start: range.from, end: range.to, maxNodes: 2048 },
          { signal },
        ),
      staleTime: FRESH_MS,
      retry: false,
    }),
};

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';

/** ms */
export const stepOf = ({ from, to }: AbsoluteRange): number =>
  Math.max(1000, stepFor({ rangeMs: to - from, maxDataPoints: POINTS, minStepMs: 0 }));

export interface LineGroups {
  readonly groups: readonly { readonly pattern: string; readonly count: number; readonly example: string }[];
  readonly lines: number;
  /** The source gave as many lines as were asked for: there are more. */
  readonly isCut: boolean;
}

const LINES = 1000;

async function fetchGroups({ source, query, range }: LineAsk, signal: AbortSignal): Promise<LineGroups> {
  const asked = { query, start: range.from, end: range.to, limit: LINES };
  const answer = await lokiApi.queryRange(source, asked, { signal });
  if (answer.kind !== 'logs') return { groups: [], lines: 0, isCut: false };
  const lines = answer.logs.lines;
  const groups = groupLines(lines).map((group) => ({ ...group, example: logRow(answer.logs, group.example).line }));
  return { groups, lines: lines.length, isCut: lines.length >= LINES };
}

export interface Patterns {
  readonly patterns: readonly Pick<LogPattern, 'pattern' | 'count' | 'level'>[];
  /** `lines`: Loki has no pattern ingester, so the newest lines were grouped here. */
  readonly from: 'loki' | 'lines';
}

async function fetchPatterns(ask: LineAsk, signal: AbortSignal): Promise<Patterns> {
  const asked = { query: ask.query, start: ask.range.from, end: ask.range.to };
  const own = await lokiApi.patterns(ask.source, asked, { signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return [];
  });
  if (own.length > 0) return { patterns: own, from: 'loki' };
  const { groups } = await fetchGroups(ask, signal);
  return { patterns: groups.map((group) => ({ ...group, level: 'unknown' })), from: 'lines' };
}
