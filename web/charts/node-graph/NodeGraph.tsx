import type { MouseEvent } from 'react';
import { serviceColor } from '../../lib/service-color.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { edgeKey, errorShare, type Red, type ServiceGraph, type ServiceNode } from '../../signals/service/graph.ts';
import { layoutGraph, NODE_HEIGHT, NODE_WIDTH, type Placed } from '../../signals/service/layout.ts';
import styles from './node-graph.module.css';

interface NodeGraphProps {
  readonly label: string;
  readonly graph: ServiceGraph;
  /** The node that the page is about. */
  readonly current?: string;
  /** Null for nodes that have no page: databases, callers from outside. */
  readonly hrefOf: (node: ServiceNode) => string | null;
  readonly onOpen: (node: ServiceNode) => void;
}

/** Drawn no smaller than this share of its natural size; past it, it scrolls. */
const MIN_SCALE = 0.62;

/** Services and their calls, callers at the left. Every node is a link; the tables beside it say the same in words. */
export function NodeGraph({ label, graph, current, hrefOf, onOpen }: NodeGraphProps) {
  const { width, height, nodes, edges } = layoutGraph(graph);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <div className={styles.frame} role="region" aria-label={label} tabIndex={0}>
      <svg
        className={styles.graph}
        viewBox={`0 0 ${width} ${height}`}
        style={{ minInlineSize: `${Math.round(width * MIN_SCALE)}px`, maxInlineSize: `${Math.round(width)}px` }}
        aria-label={`${graph.nodes.length} services, ${graph.edges.length} calls`}
        role="group"
      >
        <defs>
          {(['none', 'path', 'failing'] as const).map((critical) => (
            <marker
              key={critical}
              id={`arrow-${critical}`}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path className={styles.arrow} data-critical={critical} d="M0 0 8 4 0 8Z" />
            </marker>
          ))}
        </defs>
        {graph.edges.map((edge) => (
          <Edge key={edgeKey(edge)} edge={edge} points={edges.get(edgeKey(edge)) ?? []} />
        ))}
        {graph.edges.map((edge) => (
          <EdgeLabel key={edgeKey(edge)} edge={edge} points={edges.get(edgeKey(edge)) ?? []} />
        ))}
        {graph.nodes.map((node) => (
          <Node
            key={node.name}
            node={node}
            place={nodes.get(node.name) ?? { x: 0, y: 0 }}
            isCurrent={node.name === current}
            href={hrefOf(node)}
            onOpen={onOpen}
          />
        ))}
      </svg>
    </div>
  );
}

interface EdgeProps {
  readonly edge: ServiceGraph['edges'][number];
  readonly points: readonly Placed[];
}

function Edge({ edge, points }: EdgeProps) {
  return (
    <g className={styles.edge} data-critical={edge.critical}>
      <title>{`${edge.client} calls ${edge.server}: ${redText(edge)}${CRITICAL[edge.critical]}`}</title>
      <path
        d={smooth(points)}
        markerEnd={`url(#arrow-${edge.critical})`}
        style={{ strokeWidth: strokeOf(edge.rate) }}
      />
    </g>
  );
}

/** Above all lines, so that none goes through its text. */
function EdgeLabel({ edge, points }: EdgeProps) {
  const middle = points[Math.floor(points.length / 2)];
  return middle ? (
    <text className={styles.label} data-critical={edge.critical} x={middle.x} y={middle.y - 5}>
      {edge.critical === 'failing' ? `${percent(errorShare(edge))} fail` : rateText(edge.rate)}
    </text>
  ) : null;
}

const CRITICAL = {
  none: '',
  path: '. Most of the time of requests goes this way.',
  failing: '. Five in a hundred or more fail.',
} as const;

/** Thicker by a little with each tenfold rate. */
const strokeOf = (rate: number): number => Math.min(4, Math.max(1, 1.5 + Math.log10(Math.max(rate, 0.01)) / 2));

function smooth(points: readonly Placed[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x} ${first.y}`;
  let from = first;
  for (const to of rest) {
    const middle = (from.x + to.x) / 2;
    path += `C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
    from = to;
  }
  return path;
}

interface NodeProps {
  readonly node: ServiceNode;
  readonly place: Placed;
  readonly isCurrent: boolean;
  readonly href: string | null;
  readonly onOpen: (node: ServiceNode) => void;
}

const KINDS = { service: '', database: 'database', messaging: 'queue', outside: 'callers' } as const;

function Node({ node, place, isCurrent, href, onOpen }: NodeProps) {
  const share = errorShare(node);
  const box = (
    <g
      className={styles.node}
      transform={`translate(${place.x - NODE_WIDTH / 2} ${place.y - NODE_HEIGHT / 2})`}
      data-kind={node.kind}
      data-current={isCurrent ? '' : undefined}
    >
      <title>{`${node.name}: ${redText(node)}`}</title>
      <rect className={styles.box} width={NODE_WIDTH} height={NODE_HEIGHT} rx={node.kind === 'service' ? 6 : 18} />
      <circle cx="16" cy="18" r="4" style={{ fill: serviceColor(node.name) }} />
      <text className={styles.name} x="28" y="22">
        {shortened(node.name)}
      </text>
      <text className={styles.numbers} x="12" y="41">
        {[rateText(node.rate), share > 0 ? `${percent(share)} fail` : '', node.p95 === null ? '' : duration(node.p95)]
          .filter(Boolean)
          .join(' · ')}
      </text>
      <text className={styles.kind} x={NODE_WIDTH - 10} y="22">
        {KINDS[node.kind]}
      </text>
      {share > 0 ? (
        <rect className={styles.errors} x="12" y={NODE_HEIGHT - 5} width={errorWidth(share)} height="2" />
      ) : null}
    </g>
  );
  if (href === null) return box;
  const handleClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(node);
  };
  return (
    <a href={href} className={styles.link} onClick={handleClick} aria-label={`${node.name}, ${redText(node)}`}>
      {box}
    </a>
  );
}

/** At least visible, at most the width of the box. */
const errorWidth = (share: number): number => Math.max(3, Math.min(1, share) * (NODE_WIDTH - 24));
const shortened = (name: string): string => (name.length > 20 ? `${name.slice(0, 19)}…` : name);
const rateText = (rate: number): string => formatText(rate, { unit: 'reqps' });
const percent = (share: number): string => formatText(share, { unit: 'percentunit' });
const duration = (seconds: number): string => formatText(seconds, { unit: 's' });

const redText = (red: Red): string =>
  [rateText(red.rate), `${percent(errorShare(red))} fail`, red.p95 === null ? '' : `p95 ${duration(red.p95)}`]
    .filter(Boolean)
    .join(', ');
