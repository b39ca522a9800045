/** What a node is, as far as telemetry tells. */
export type NodeKind = 'service' | 'database' | 'messaging' | 'outside';

/** Rate, errors, duration over the range looked at. Rates per second, durations in seconds. */
export interface Red {
  readonly rate: number;
  readonly errorRate: number;
  /** null where there is no histogram. */
  readonly p95: number | null;
}

/** One service calling another. */
export interface ServiceEdge extends Red {
  readonly client: string;
  readonly server: string;
  readonly kind: NodeKind;
  /** Seconds spent in these calls per second: calls in flight on average. */
  readonly busy: number;
}

export interface ServiceNode extends Red {
  readonly name: string;
  readonly kind: NodeKind;
}

/** Why an edge deserves a look. `path`: most of the time of requests goes this way. */
export type Criticality = 'none' | 'path' | 'failing';

export interface ServiceGraph {
  /** By name. */
  readonly nodes: readonly ServiceNode[];
  readonly edges: readonly (ServiceEdge & { readonly critical: Criticality })[];
}

/** From this share of failed calls on, an edge is failing. */
const FAILING_SHARE = 0.05;

export const errorShare = ({ rate, errorRate }: Red): number => (rate > 0 ? errorRate / rate : 0);
export const edgeKey = ({ client, server }: Pick<ServiceEdge, 'client' | 'server'>): string => `${client}\n${server}`;

/**
 * A graph from its edges; `known` are nodes with numbers of their own (span metrics), the others get those of the calls
 * that reach them, or that they make where none does.
 */
export function buildGraph(edges: readonly ServiceEdge[], known: readonly ServiceNode[] = []): ServiceGraph {
  const nodes = new Map(known.map((node) => [node.name, node]));
  for (const name of new Set(edges.flatMap(({ client, server }) => [client, server]))) {
    if (!nodes.has(name)) nodes.set(name, nodeOf(name, edges));
  }
  const critical = criticalPath(edges);
  return {
    nodes: [...nodes.values()].sort((a, b) => a.name.localeCompare(b.name)),
    edges: edges.map((edge) => ({
      ...edge,
      critical: errorShare(edge) >= FAILING_SHARE ? 'failing' : critical.has(edgeKey(edge)) ? 'path' : 'none',
    })),
  };
}

function nodeOf(name: string, edges: readonly ServiceEdge[]): ServiceNode {
  const reaching = edges.filter((edge) => edge.server === name);
  const counted = reaching.length > 0 ? reaching : edges.filter((edge) => edge.client === name);
  const p95s = counted.flatMap(({ p95 }) => (p95 === null ? [] : [p95]));
  return {
    name,
    kind:
      reaching.length === 0 && name === 'user'
        ? 'outside'
        : (reaching.find(({ kind }) => kind !== 'service')?.kind ?? 'service'),
    rate: sum(counted.map(({ rate }) => rate)),
    errorRate: sum(counted.map(({ errorRate }) => errorRate)),
    p95: p95s.length > 0 ? Math.max(...p95s) : null,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/**
 * Where the time of requests goes: from every entry (a node that nobody calls) along the call that keeps it busy
 * longest, to the end. O(edges log edges).
 */
function criticalPath(edges: readonly ServiceEdge[]): ReadonlySet<string> {
  const busiest = new Map<string, ServiceEdge>();
  for (const edge of edges) {
    const best = busiest.get(edge.client);
    if (edge.busy > (best?.busy ?? 0)) busiest.set(edge.client, edge);
  }
  const called = new Set(edges.map(({ server }) => server));
  const path = new Set<string>();
  for (const entry of new Set(edges.map(({ client }) => client))) {
    if (called.has(entry)) continue;
    let edge = busiest.get(entry);
    while (edge && !path.has(edgeKey(edge))) {
      path.add(edgeKey(edge));
      edge = busiest.get(edge.server);
    }
  }
  return path;
}

/** A service with everyone it calls and is called by, directly. */
export function neighbourhood(graph: ServiceGraph, service: string): ServiceGraph {
  const edges = graph.edges.filter(({ client, server }) => client === service || server === service);
  const near = new Set([service, ...edges.flatMap(({ client, server }) => [client, server])]);
  return { nodes: graph.nodes.filter(({ name }) => near.has(name)), edges };
}
