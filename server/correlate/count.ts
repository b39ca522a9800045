import type { HitCount } from '../contract/correlate.ts';
import { fillIntervals } from '../contract/intervals.ts';
import type {
  AbsoluteRange,
  LokiTarget,
  PrometheusTarget,
  PyroscopeTarget,
  Target,
  TempoTarget,
} from '../contract/query.ts';
import { fromWireNumber } from '../contract/answer.ts';
import type { MetricAnswer } from '../contract/metrics.ts';
import { NotFound, ProblemError } from '../http/problem.ts';
import type { LokiClient } from '../sources/loki/client.ts';
import type { PrometheusClient } from '../sources/prometheus/client.ts';
import type { PyroscopeClient } from '../sources/pyroscope/client.ts';
import type { SourceCall } from '../sources/source-call.ts';
import type { TempoClient } from '../sources/tempo/client.ts';
import { readLogExpr } from './log-expr.ts';
import { bytesText, reasonOf } from './words.ts';

export interface CountClients {
  readonly loki: LokiClient;
  readonly prometheus: PrometheusClient;
  readonly tempo: TempoClient;
  readonly pyroscope: PyroscopeClient;
}
export interface CountAsk {
  readonly targets: readonly Target[];
  readonly range: AbsoluteRange;
  /** More than this is not read for a count. */
  readonly maxBytes: number;
}
/** `fault`: the source failed or refused, so that asking it in a wider form is of no use. */
export interface Counted {
  readonly hits: HitCount;
  readonly fault: ProblemError | null;
}
export type Count = (call: SourceCall, ask: CountAsk) => Promise<Counted>;

const TIME_LIMIT_MS = 3000;
const SEARCH_LIMIT = 20;

const unknown = (reason: string): HitCount => ({ kind: 'unknown', reason });
type Known = Extract<HitCount, { kind: 'count' }>;
const counted = (count: number, unit: Known['unit'], isAtLeast = false): HitCount => ({
  kind: 'count',
  count,
  isAtLeast,
  unit,
});

/** Counts what targets find, with an end to what it costs. What cannot be counted is an answer, not an error. */
export function createCount(clients: CountClients, timeLimitMs = TIME_LIMIT_MS): Count {
  return async (call, { targets, range, maxBytes }) => {
    const late = AbortSignal.timeout(timeLimitMs);
    const bounded: SourceCall = { ...call, signal: AbortSignal.any([call.signal, late]) };
    try {
      const each = targets.map((target) => countTarget(clients, bounded, { target, range, maxBytes }));
      return { hits: sum(await Promise.all(each)), fault: null };
    } catch (error) {
      if (call.signal.aborted || !(error instanceof ProblemError)) throw error;
      if (late.aborted) {
        const seconds = timeLimitMs / 1000;
        return { hits: unknown(`"${call.source.name}" did not count within ${seconds} s`), fault: null };
      }
      return { hits: unknown(reasonOf(error, call.source)), fault: error };
    }
  };
}

/** Several targets of a pane together: what one cannot say makes the sum a lower bound. */
function sum(parts: readonly HitCount[]): HitCount {
  const known = parts.filter((part) => part.kind === 'count');
  const [first] = known;
  const [missing] = parts.filter((part) => part.kind === 'unknown');
  const total = known.reduce((all, { count }) => all + count, 0);
  if (!first || (missing && total === 0)) return missing ?? unknown('there is no query');
  return counted(total, first.unit, missing !== undefined || known.some(({ isAtLeast }) => isAtLeast));
}

interface TargetAsk<T extends Target = Target> {
  readonly target: T;
  readonly range: AbsoluteRange;
  readonly maxBytes: number;
}

function countTarget(clients: CountClients, call: SourceCall, ask: TargetAsk): Promise<HitCount> {
  switch (call.source.type) {
    case 'loki':
      return countLines(clients.loki, call, ask as TargetAsk<LokiTarget>);
    case 'tempo':
      return countTraces(clients.tempo, call, ask as TargetAsk<TempoTarget>);
    case 'prometheus':
      return countSeries(clients.prometheus, call, ask as TargetAsk<PrometheusTarget>);
    case 'grafana-pyroscope-datasource':
      return countProfiles(clients.pyroscope, call, ask as TargetAsk<PyroscopeTarget>);
  }
}

/** Up to here the index's own count is not trusted: of a chunk that the window cuts it knows only a share. */
const EXACT_BELOW = 1000;

async function countLines(loki: LokiClient, call: SourceCall, ask: TargetAsk<LokiTarget>): Promise<HitCount> {
  const { range, maxBytes } = ask;
  const query = fillIntervals(ask.target.expr, { range, stepMs: stepOf(range) });
  const read = readLogExpr(query);
  // Whatever is wrong with it, the source says it better.
  if (!read) return countLinesBy(loki, call, { query, range });
  const stats = await loki.stats(call, { query: read.selector, start: range.from, end: range.to }).catch(olderSource);
  if (stats && stats.bytes > maxBytes && read.kind !== 'selector') {
    return unknown(`counting would read ${bytesText(stats.bytes)} of "${call.source.name}"`);
  }
  if (read.kind === 'metric') {
    const answer = await loki.query(call, { query: `count(${query}\n)`, time: range.to });
    return counted(maxValue(answer), 'series');
  }
  if (stats && read.kind === 'selector' && (stats.entries >= EXACT_BELOW || stats.bytes > maxBytes)) {
    return counted(stats.entries, 'lines');
  }
  return countLinesBy(loki, call, { query, range });
}

/** Sources before Loki 2.9 have no statistics; then the time limit alone bounds the cost. */
function olderSource(error: unknown): null {
  if (error instanceof ProblemError && /HTTP 40[045]\b/.test(error.message)) return null;
  throw error;
}

async function countLinesBy(
  loki: LokiClient,
  call: SourceCall,
  { query, range }: { readonly query: string; readonly range: AbsoluteRange },
): Promise<HitCount> {
  const span = Math.max(1, Math.ceil(range.to - range.from));
  // A range selector excludes its start and includes its end, a log query the other way round: hence just before the end.
  const answer = await loki.query(call, {
    query: `sum(count_over_time(${query}\n| drop __error__ [${span}ms]))`,
    time: range.to - 0.0005,
  });
  return counted(maxValue(answer), 'lines');
}

/** The largest value of an answer; 0 when it has none. */
const maxValue = ({ series }: MetricAnswer): number =>
  series.reduce(
    (most, { values }) => values.reduce<number>((max, value) => Math.max(max, fromWireNumber(value) || 0), most),
    0,
  );

const stepOf = ({ from, to }: AbsoluteRange): number => Math.max(15_000, Math.ceil((to - from) / 60 / 1000) * 1000);

const TRACEQL_METRICS =
  /\|\s*(rate|count_over_time|(min|max|avg|sum|quantile)_over_time|histogram_over_time|compare)\s*\(/;

async function countTraces(
  tempo: TempoClient,
  call: SourceCall,
  { target: { query }, range }: TargetAsk<TempoTarget>,
): Promise<HitCount> {
  const window = { start: range.from, end: range.to };
  if (/^[0-9a-f]+$/i.test(query)) {
    const count = await tempo.countSpans(call, query).catch((error: unknown) => {
      if (error instanceof NotFound) return 0;
      throw error;
    });
    return counted(count, 'spans');
  }
  if (TRACEQL_METRICS.test(query)) {
    const step = Math.max(1000, Math.ceil((range.to - range.from) / 1000) * 1000);
    const { series } = await tempo.metrics(call, { query, step, ...window });
    return counted(series.length, 'series');
  }
  const { traces, meta } = await tempo.search(call, { query, ...window, limit: SEARCH_LIMIT, spansPerSpanSet: 1 });
  return counted(traces.length, 'traces', traces.length >= SEARCH_LIMIT || meta.partial !== undefined);
}

const POINTS = 10;

/** How many series at once, at the moment of the range that has the most. */
async function countSeries(
  prometheus: PrometheusClient,
  call: SourceCall,
  { target: { expr }, range }: TargetAsk<PrometheusTarget>,
): Promise<HitCount> {
  const query = `count(${fillIntervals(expr, { range, stepMs: stepOf(range) })}\n)`;
  const step = Math.max(15_000, Math.ceil((range.to - range.from) / POINTS / 1000) * 1000);
  const answer = await prometheus.queryRange(call, { query, start: range.from, end: range.to, step });
  return counted(maxValue(answer), 'series');
}

const PROFILE_STEP_MS = 15_000;

/** Profiles are not counted by Pyroscope; the steps of the series that have a value are a lower bound of them. */
async function countProfiles(
  pyroscope: PyroscopeClient,
  call: SourceCall,
  { target, range }: TargetAsk<PyroscopeTarget>,
): Promise<HitCount> {
  const { profileTypeId, labelSelector, spanSelector } = target;
  const ask = { profileTypeId, labelSelector, start: range.from, end: range.to };
  if (spanSelector && spanSelector.length > 0) {
    const flames = await pyroscope.flameGraph(call, { ...ask, spanSelector: [...spanSelector], maxNodes: 16 });
    const isEmpty = (flames.total[0] ?? 0) === 0;
    return counted(isEmpty ? 0 : 1, 'samples', !isEmpty);
  }
  const step = Math.max(PROFILE_STEP_MS, Math.ceil((range.to - range.from) / 100 / 1000) * 1000);
  const { series } = await pyroscope.series(call, { ...ask, groupBy: [], step });
  const points = series.reduce(
    (all, { values }) => all + values.filter((value) => (fromWireNumber(value) ?? 0) > 0).length,
    0,
  );
  return counted(points, 'samples', points > 0);
}
