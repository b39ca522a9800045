import { describe, expect, it } from 'vitest';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { traceFromText } from '../trace/trace-from-text.ts';
import { edgesOf, nodesOf } from './from-metrics.ts';
import { edgesOfTraces, nodesOfTraces } from './from-traces.ts';
import { buildGraph, edgeKey, neighbourhood, type ServiceEdge } from './graph.ts';
import { layoutGraph, NODE_WIDTH } from './layout.ts';

const call = (text: string, more: Partial<ServiceEdge> = {}): ServiceEdge => {
  const [client = '', server = ''] = text.split('>');
  return { client, server, kind: 'service', rate: 1, errorRate: 0, p95: null, busy: 0, ...more };
};
const vector = (...rows: readonly (readonly [Record<string, string>, number])[]): MetricAnswer => ({
  resultType: 'vector',
  times: [epochMs(0)],
  series: rows.map(([labels, value]) => ({ labels, values: [value] })),
  meta: {},
});

describe('a graph of services', () => {
  it('gives a node the numbers of the calls that reach it, where it has none of its own', () => {
    const edges = [call('a>b', { rate: 2, errorRate: 1, p95: 0.1 }), call('c>b', { rate: 3, p95: 0.4 })];
    const { nodes } = buildGraph(edges, [{ name: 'a', kind: 'service', rate: 9, errorRate: 0, p95: 1 }]);
    expect(nodes.find(({ name }) => name === 'b')).toEqual({
      name: 'b',
      kind: 'service',
      rate: 5,
      errorRate: 1,
      p95: 0.4,
    });
    expect(nodes.find(({ name }) => name === 'a')?.rate).toBe(9);
  });

  it('marks failing calls, and the way that most time goes from an entry', () => {
    const { edges } = buildGraph([
      call('user>front', { busy: 10 }),
      call('front>cart', { busy: 1 }),
      call('front>pay', { busy: 8 }),
      call('pay>db', { busy: 2, rate: 10, errorRate: 1 }),
    ]);
    const marks = Object.fromEntries(edges.map((edge) => [`${edge.client}>${edge.server}`, edge.critical]));
    expect(marks).toEqual({ 'user>front': 'path', 'front>cart': 'none', 'front>pay': 'path', 'pay>db': 'failing' });
  });

  it('ends on a cycle', () => {
    const { edges } = buildGraph([call('in>a', { busy: 1 }), call('a>b', { busy: 1 }), call('b>a', { busy: 1 })]);
    expect(edges.every(({ critical }) => critical === 'path')).toBe(true);
    expect(layoutGraph(buildGraph([call('a>b'), call('b>a'), call('a>a')])).nodes.size).toBe(2);
  });

  it('has a neighbourhood of direct callers and callees', () => {
    const near = neighbourhood(buildGraph([call('a>b'), call('b>c'), call('c>d')]), 'b');
    expect(near.nodes.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(near.edges.map(edgeKey)).toEqual(['a\nb', 'b\nc']);
  });

  it('lays callers out left of what they call', () => {
    const { nodes, edges } = layoutGraph(buildGraph([call('a>b'), call('b>c')]));
    expect(nodes.get('a')!.x).toBeLessThan(nodes.get('b')!.x);
    expect(edges.get('a\nb')!.length).toBeGreaterThan(1);
  });

  it('draws a call from the right side of its client to the left side of its server, and one back as it is laid out', () => {
    const { nodes, edges } = layoutGraph(buildGraph([call('a>b'), call('a>c'), call('c>a')]));
    const [from, to] = [nodes.get('a')!, nodes.get('c')!];
    expect(edges.get('a\nc')!.at(0)).toEqual({ x: from.x + NODE_WIDTH / 2, y: from.y });
    expect(edges.get('a\nc')!.at(-1)).toEqual({ x: to.x - NODE_WIDTH / 2, y: to.y });
    expect(edges.get('c\na')!.at(0)!.x).toBeGreaterThan(edges.get('c\na')!.at(-1)!.x);
  });
});

describe('service-graph metrics', () => {
  it('become edges, the callee’s duration before the caller’s', () => {
    const labels = { client: 'a', server: 'b' };
    const db = { client: 'b', server: 'pg', connection_type: 'database' };
    const edges = edgesOf({
      rate: vector([labels, 4], [db, 2], [{ client: 'x', server: 'y' }, 0]),
      failed: vector([labels, 1]),
      p95Server: vector([labels, 0.2], [db, NaN]),
      p95Client: vector([labels, 0.3], [db, 0.01]),
      busy: vector([labels, 0.5]),
    });
    expect(edges).toEqual([
      { client: 'a', server: 'b', kind: 'service', rate: 4, errorRate: 1, p95: 0.2, busy: 0.5 },
      { client: 'b', server: 'pg', kind: 'database', rate: 2, errorRate: 0, p95: 0.01, busy: 0 },
    ]);
  });

  it('become nodes', () => {
    const [node] = nodesOf({
      rate: vector([{ service: 'a' }, 3]),
      failed: vector(),
      p95: vector([{ service: 'a' }, Infinity]),
    });
    expect(node).toEqual({ name: 'a', kind: 'service', rate: 3, errorRate: 0, p95: null });
  });
});

describe('a sample of traces', () => {
  const trace = traceFromText('front 0-100\n  cart 10-30\n  pay 40-90 error');
  it('has an edge where a span’s parent is another service’s', () => {
    const edges = edgesOfTraces([trace], 10);
    expect(edges.map(({ client, server, rate, errorRate }) => [client, server, rate, errorRate])).toEqual([
      ['front', 'cart', 0.1, 0],
      ['front', 'pay', 0.1, 0.1],
    ]);
  });
  it('has an edge to a database that sends no spans', () => {
    const [span] = trace.spans;
    const query = {
      ...span!,
      spanId: 'ff',
      kind: 'client' as const,
      parentSpanId: '',
      attributes: { 'db.system': 'redis' },
    };
    expect(edgesOfTraces([{ ...trace, spans: [query] }], 1)).toMatchObject([{ server: 'redis', kind: 'database' }]);
  });
  it('counts a service’s requests by its server spans', () => {
    const spans = trace.spans.map((span) => ({ ...span, kind: 'server' as const }));
    const nodes = nodesOfTraces([{ ...trace, spans }], 1);
    expect(nodes.find(({ name }) => name === 'pay')).toMatchObject({ rate: 1, errorRate: 1 });
  });
});
