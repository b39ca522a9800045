import type { Resource, Span } from '../telemetry.ts';
import { addClient, addServer, completeVirtually, isComplete, type Edge } from './edge.ts';
import { createFamily, type Family } from './family.ts';
import { exponentialBounds, observe, TemplateBuilder, type HistogramSlots } from './series-template.ts';
import { findText, KIND_CLIENT, KIND_CONSUMER, KIND_PRODUCER, KIND_SERVER, shortId } from './span-facts.ts';

/** Tempo's `wait`: how long one side of a request is held for the other. */
const WAIT_MS = 10_000;
/** Sides held at most; further ones are not counted. */
const MAX_PENDING = 50_000;
/** 100 ms to 12.8 s. */
const BOUNDS = exponentialBounds(0.1, 8);

interface EdgeLabels {
  readonly client: string;
  readonly server: string;
  readonly connection_type: string;
}
interface EdgeSlots {
  readonly total: number;
  readonly failed: number;
  readonly server: HistogramSlots;
  readonly client: HistogramSlots;
}

/** `traces_service_graph_*`: requests between services, from the client's and the server's span of each. */
export interface ServiceGraph {
  readonly observe: (span: Span, resource: Resource, nowMs: number) => void;
  /** Counts what has waited long enough. */
  readonly expire: (nowMs: number) => void;
  readonly family: Pick<Family<EdgeLabels, EdgeSlots>, 'take'>;
  readonly clear: () => void;
}

export function createServiceGraph(): ServiceGraph {
  const family = createFamily({ keyOf, build });
  const pending = new Map<string, Edge>();
  const count = (edge: Edge, nowMs: number) => countEdge(family, edge, nowMs);
  let oldestExpiresMs = Infinity;
  const expire = (nowMs: number) => {
    if (nowMs < oldestExpiresMs) return;
    oldestExpiresMs = Infinity;
    for (const [key, edge] of pending) {
      if (edge.expiresMs > nowMs) {
        oldestExpiresMs = edge.expiresMs;
        return;
      }
      pending.delete(key);
      if (completeVirtually(edge)) count(edge, nowMs);
    }
  };
  return {
    family,
    expire,
    observe(span, resource, nowMs) {
      const isClient = span.kind === KIND_CLIENT || span.kind === KIND_PRODUCER;
      if (!isClient && span.kind !== KIND_SERVER && span.kind !== KIND_CONSUMER) return;
      const service = findText('service.name', resource.attributes);
      if (service === undefined) return;
      expire(nowMs);
      const key = `${span.traceId}${isClient ? span.spanId : span.parentSpanId}`;
      const edge = pending.get(key) ?? openEdge(span, { isRoot: !isClient && span.parentSpanId === '', nowMs });
      if (isClient) addClient(edge, { span, resource, service });
      else addServer(edge, { span, resource, service });
      // No client can follow a root: it need not wait.
      if (isComplete(edge) || (edge.isRoot && completeVirtually(edge))) {
        pending.delete(key);
        count(edge, nowMs);
      } else if (pending.size < MAX_PENDING) {
        pending.set(key, edge);
        oldestExpiresMs = Math.min(oldestExpiresMs, edge.expiresMs);
      }
    },
    clear() {
      family.clear();
      pending.clear();
    },
  };
}

const keyOf = ({ client, server, connection_type }: EdgeLabels) => `${client}\u0000${server}\u0000${connection_type}`;

function openEdge(span: Span, { isRoot, nowMs }: { readonly isRoot: boolean; readonly nowMs: number }): Edge {
  return {
    traceId: span.traceId,
    client: '',
    server: '',
    connectionType: '',
    clientSeconds: 0,
    serverSeconds: 0,
    hasFailed: false,
    peer: '',
    isRoot,
    endMs: 0,
    expiresMs: nowMs + WAIT_MS,
  };
}

function countEdge(family: Family<EdgeLabels, EdgeSlots>, edge: Edge, nowMs: number): void {
  const labels = { client: edge.client, server: edge.server, connection_type: edge.connectionType };
  const { accumulator, slots } = family.of(labels);
  accumulator.change(edge.endMs, nowMs, (values, exemplars) => {
    values[slots.total] = (values[slots.total] ?? 0) + 1;
    if (edge.hasFailed) values[slots.failed] = (values[slots.failed] ?? 0) + 1;
    for (const side of ['server', 'client'] as const) {
      const value = side === 'server' ? edge.serverSeconds : edge.clientSeconds;
      const series = observe(values, slots[side], value);
      exemplars.set(series, { series, value, timeMs: edge.endMs, traceId: shortId(edge.traceId) });
    }
  });
}

function build(labels: EdgeLabels) {
  const template = new TemplateBuilder({ ...labels });
  const slots: EdgeSlots = {
    total: template.counter('traces_service_graph_request_total'),
    failed: template.counter('traces_service_graph_request_failed_total', true),
    server: template.histogram('traces_service_graph_request_server_seconds', BOUNDS),
    client: template.histogram('traces_service_graph_request_client_seconds', BOUNDS),
  };
  return { template, slots };
}
