import { Graph, layout } from '@dagrejs/dagre';
import { edgeKey, type ServiceGraph } from './graph.ts';

export interface Placed {
  /** Centre, in CSS pixels. */
  readonly x: number;
  readonly y: number;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, Placed>;
  /** From client to server, by `edgeKey`. */
  readonly edges: ReadonlyMap<string, readonly Placed[]>;
}

export const NODE_WIDTH = 204;
export const NODE_HEIGHT = 52;

/** Callers left of what they call. Deterministic: nodes and edges go in by name. */
export function layoutGraph({ nodes, edges }: ServiceGraph): GraphLayout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 28, ranksep: 96, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name } of nodes) graph.setNode(name, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { client, server } of [...edges].sort((a, b) => edgeKey(a).localeCompare(edgeKey(b)))) {
    graph.setEdge(client, server);
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const places = new Map(
    nodes.map(({ name }) => {
      const { x, y } = graph.node(name) as Placed;
      return [name, { x, y }];
    }),
  );
  const pointsOf = ({ client, server }: ServiceGraph['edges'][number]): readonly Placed[] => {
    const { points = [] } = graph.edge(client, server) as { readonly points?: readonly Placed[] };
    return fromSideToSide(points, places.get(client), places.get(server));
  };
  return {
    width: Number(width),
    height: Number(height),
    nodes: places,
    edges: new Map(edges.map((edge) => [edgeKey(edge), pointsOf(edge)])),
  };
}

/**
 * A call to the right leaves at the middle of its client's right side and arrives at that of its server's left; the
 * layout would have it leave where the line to the next point meets the border. One that leads back keeps its points.
 */
function fromSideToSide(
  points: readonly Placed[],
  client: Placed | undefined,
  server: Placed | undefined,
): readonly Placed[] {
  if (!client || !server || client.x + NODE_WIDTH >= server.x) return points;
  const start = { x: client.x + NODE_WIDTH / 2, y: client.y };
  const end = { x: server.x - NODE_WIDTH / 2, y: server.y };
  return [start, ...points.slice(1, -1), end];
}
