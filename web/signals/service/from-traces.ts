import type { Attributes, Span, Trace } from '../../../server/contract/traces.ts';
import type { NodeKind, ServiceEdge, ServiceNode } from './graph.ts';

interface Tally {
  readonly client: string;
  readonly server: string;
  readonly kind: NodeKind;
  readonly seconds: number[];
  errors: number;
}

/** Attributes that name a peer which sends no spans itself, in the order in which they are believed. */
const PEERS: readonly (readonly [attribute: string, kind: NodeKind])[] = [
  ['peer.service', 'service'],
  ['db.namespace', 'database'],
  ['db.name', 'database'],
  ['db.system.name', 'database'],
  ['db.system', 'database'],
  ['messaging.destination.name', 'messaging'],
  ['messaging.system', 'messaging'],
  ['server.address', 'service'],
  ['net.peer.name', 'service'],
];

/**
 * Calls between services in a sample of traces: a span whose parent belongs to another service, and client spans whose
 * peer sends none. Rates are per second of `seconds`, the time that the sample stands for. O(spans).
 */
export function edgesOfTraces(traces: readonly Trace[], seconds: number): readonly ServiceEdge[] {
  const tallies = new Map<string, Tally>();
  for (const trace of traces) {
    const byId = new Map(trace.spans.map((span) => [span.spanId, span]));
    const answered = new Set<string>();
    for (const span of trace.spans) {
      const parent = byId.get(span.parentSpanId);
      if (!parent || parent.resource === span.resource) continue;
      const [client, server] = [serviceOf(trace, parent), serviceOf(trace, span)];
      if (client === server) continue;
      answered.add(parent.spanId);
      count(tallies, { client, server, kind: 'service' }, span);
    }
    for (const span of trace.spans) {
      if ((span.kind !== 'client' && span.kind !== 'producer') || answered.has(span.spanId)) continue;
      const peer = peerOf(span.attributes);
      if (peer) count(tallies, { client: serviceOf(trace, span), ...peer }, span);
    }
  }
  return [...tallies.values()].map((tally) => ({
    client: tally.client,
    server: tally.server,
    kind: tally.kind,
    rate: tally.seconds.length / seconds,
    errorRate: tally.errors / seconds,
    p95: quantile(tally.seconds, 0.95),
    busy: tally.seconds.reduce((sum, one) => sum + one, 0) / seconds,
  }));
}

/** Services in a sample of traces, by their server and consumer spans. */
export function nodesOfTraces(traces: readonly Trace[], seconds: number): readonly ServiceNode[] {
  const tallies = new Map<string, Tally>();
  for (const trace of traces) {
    for (const span of trace.spans) {
      if (span.kind !== 'server' && span.kind !== 'consumer') continue;
      count(tallies, { client: '', server: serviceOf(trace, span), kind: 'service' }, span);
    }
  }
  return [...tallies.values()].map(({ server, seconds: took, errors }) => ({
    name: server,
    kind: 'service',
    rate: took.length / seconds,
    errorRate: errors / seconds,
    p95: quantile(took, 0.95),
  }));
}

const serviceOf = (trace: Trace, span: Span): string => trace.resources[span.resource]?.service ?? 'unknown_service';

function peerOf(attributes: Attributes): { readonly server: string; readonly kind: NodeKind } | null {
  for (const [name, kind] of PEERS) {
    const value = attributes[name];
    if (typeof value === 'string' && value !== '') return { server: value, kind };
  }
  return null;
}

function count(tallies: Map<string, Tally>, call: Omit<Tally, 'seconds' | 'errors'>, span: Span): void {
  const key = `${call.client}\n${call.server}`;
  const tally = tallies.get(key) ?? { ...call, seconds: [], errors: 0 };
  tally.seconds.push(span.durationNs / 1e9);
  if (span.status === 'error') tally.errors++;
  tallies.set(key, tally);
}

function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? null;
}
