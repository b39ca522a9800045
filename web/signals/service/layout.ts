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
  return {
    width: Number(width),
    height: Number(height),
    nodes: new Map(
      nodes.map(({ name }) => {
        const { x, y } = graph.node(name) as Placed;
        return [name, { x, y }];
      }),
    ),
    edges: new Map(
      edges.map((edge) => [
        edgeKey(edge),
        (graph.edge(edge.client, edge.server) as { readonly points?: readonly Placed[] }).points ?? [],
      ]),
    ),
  };
}
