import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { Trace } from '../../../server/contract/traces.ts';
import { prometheusApi, tempoApi } from '../../lib/clients.ts';
import { nanoToMs } from '../../../server/contract/units.ts';
import { edgesOf, nodesOf } from '../../signals/service/from-metrics.ts';
import { edgesOfTraces, nodesOfTraces } from '../../signals/service/from-traces.ts';
import { buildGraph, type ServiceGraph } from '../../signals/service/graph.ts';
import { edgeQueries, nodeQueries, windowOf } from './service-promql.ts';

export interface GraphAsk {
  /** Uids; null where there is no such source. */
  readonly metrics: string | null;
  readonly traces: string | null;
  readonly range: AbsoluteRange;
}

export interface GraphAnswer {
  readonly graph: ServiceGraph;
  /** `traces`: numbers of a sample, not of all requests. */
  readonly from: 'metrics' | 'traces';
  /** How many traces the sample has. */
  readonly sample: number;
}

interface Cancel {
  readonly signal: AbortSignal;
}

/** From service-graph metrics where the source has them, else from a sample of traces. */
export async function fetchGraph(ask: GraphAsk, cancel: Cancel): Promise<GraphAnswer> {
  if (ask.metrics !== null) {
    try {
      const graph = await fromMetrics(ask.metrics, ask.range, cancel);
      if (graph.edges.length > 0 || (graph.nodes.length > 0 && ask.traces === null))
        return { graph, from: 'metrics', sample: 0 };
    } catch (error) {
      if (ask.traces === null || cancel.signal.aborted) throw error;
    }
  }
  if (ask.traces === null) return { graph: buildGraph([]), from: 'metrics', sample: 0 };
  return fromTraces(ask.traces, ask.range, cancel);
}

async function fromMetrics(uid: string, range: AbsoluteRange, cancel: Cancel): Promise<ServiceGraph> {
  const window = windowOf(range);
  const edges = edgeQueries(window);
  const nodes = nodeQueries(window);
  const ask = (query: string): Promise<MetricAnswer> => prometheusApi.query(uid, { query, time: range.to }, cancel);
  const [rate, failed, p95Server, p95Client, busy, nodeRate, nodeFailed, nodeP95] = await Promise.all([
    ask(edges.rate),
    ask(edges.failed),
    ask(edges.p95Server),
    ask(edges.p95Client),
    ask(edges.busy),
    ask(nodes.rate),
    ask(nodes.failed),
    ask(nodes.p95),
  ]);
  return buildGraph(
    edgesOf({ rate, failed, p95Server, p95Client, busy }),
    nodesOf({ rate: nodeRate, failed: nodeFailed, p95: nodeP95 }),
  );
}

/** A sample this large shows every busy path, and costs a source little. */
const SAMPLE = 40;
const AT_ONCE = 6;

async function fromTraces(uid: string, range: AbsoluteRange, cancel: Cancel): Promise<GraphAnswer> {
  const found = await tempoApi.search(
    uid,
    { query: '{}', start: range.from, end: range.to, limit: SAMPLE, spansPerSpanSet: 1 },
    cancel,
  );
  const traces: Trace[] = [];
  const waiting = found.traces.map((summary) => ({ traceId: summary.traceId, at: nanoToMs(summary.startUnixNano) }));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      // A trace that is gone by now leaves the sample one smaller.
      const trace = await tempoApi.trace(uid, { traceId: next.traceId }, cancel).catch((error: unknown) => {
        if (cancel.signal.aborted) throw error;
        return null;
      });
      if (trace) traces.push(trace);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const times = traces.map(({ startUnixNano }) => nanoToMs(startUnixNano));
  const seconds = Math.max(1, (Math.max(...times) - Math.min(...times)) / 1000);
  const graph = buildGraph(edgesOfTraces(traces, seconds), nodesOfTraces(traces, seconds));
  return { graph, from: 'traces', sample: traces.length };
}
