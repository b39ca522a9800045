import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import { setView, type Trail } from './trail.ts';

/** A pane among its neighbours: where it stands, how wide it is, whether it is folded. */

const growOf = (pane: ExplorePane): number => pane.view?.grow ?? 1;
export const isCollapsed = (pane: ExplorePane): boolean => pane.view?.isCollapsed === true;

/** Moves a pane to a place counted among all panes, 0 the leftmost; places beyond the ends are the ends. */
export function movePane(trail: Trail, paneId: string, to: number): Trail {
  const from = trail.panes.findIndex((pane) => pane.id === paneId);
  const pane = trail.panes[from];
  const at = Math.min(Math.max(to, 0), trail.panes.length - 1);
  if (!pane || at === from) return trail;
  return { panes: trail.panes.toSpliced(from, 1).toSpliced(at, 0, pane), focus: paneId };
}

/** One place to the left (-1) or right (1). */
export const shiftPane = (trail: Trail, paneId: string, by: -1 | 1): Trail =>
  movePane(trail, paneId, trail.panes.findIndex((pane) => pane.id === paneId) + by);

/** Folds a pane to its spine or unfolds it. The last open pane stays open. */
export function foldPane(trail: Trail, paneId: string, isFolded: boolean): Trail {
  const open = trail.panes.filter((pane) => !isCollapsed(pane));
  if (isFolded && open.every((pane) => pane.id === paneId)) return trail;
  return setView(trail, paneId, { isCollapsed: isFolded || undefined });
}

/** The pane to the left (-1) or right (1) of the one in focus; at the ends, that one. */
export function neighbourOf(trail: Trail, by: -1 | 1): string {
  const at = trail.panes.findIndex((pane) => pane.id === trail.focus);
  return trail.panes[at + by]?.id ?? trail.focus;
}

/** Each open pane's share of the width, 1 on average: what a layout can use, whatever the numbers in the URL. */
export function shares(panes: readonly ExplorePane[]): ReadonlyMap<string, number> {
  const open = panes.filter((pane) => !isCollapsed(pane));
  const total = open.reduce((sum, pane) => sum + growOf(pane), 0);
  return new Map(open.map((pane) => [pane.id, (growOf(pane) * open.length) / total]));
}

/** Two panes with a separator between them: the left of both, and the next open one to its right. */
export interface Pair {
  readonly left: string;
  readonly right: string;
}

/** Behind which pane a separator stands, by that pane's id. */
export function pairsOf(panes: readonly ExplorePane[]): ReadonlyMap<string, Pair> {
  const open = panes.filter((pane) => !isCollapsed(pane));
  const pairs = new Map<string, Pair>();
  open.forEach((pane, i) => {
    const next = open[i + 1];
    if (next) pairs.set(pane.id, { left: pane.id, right: next.id });
  });
  return pairs;
}

/** The least part of a pair's width that either keeps. */
export const MIN_PART = 0.15;

/** The left pane's part of a pair's width, 0 to 1. */
export function partOf(panes: readonly ExplorePane[], { left, right }: Pair): number {
  const share = shares(panes);
  const own = share.get(left) ?? 1;
  return own / (own + (share.get(right) ?? 1));
}

/** Gives the left pane of a pair that part of the width both have; null makes both as wide as an average pane. */
export function resizePair(trail: Trail, { left, right }: Pair, part: number | null): Trail {
  const share = shares(trail.panes);
  const both = (share.get(left) ?? 1) + (share.get(right) ?? 1);
  const own = part === null ? 1 : both * Math.min(Math.max(part, MIN_PART), 1 - MIN_PART);
  const other = part === null ? 1 : both - own;
  // What others have is written too: shares of an average hold for one set of panes only.
  const grows = new Map([...share, [left, own], [right, other]]);
  return [...grows].reduce<Trail>((next, [id, grow]) => setView(next, id, { grow: toGrow(grow) }), trail);
}

/** To a thousandth, within what the URL takes; 1 is what goes without saying. */
function toGrow(share: number): number | undefined {
  const grow = Math.round(Math.min(Math.max(share, 0.1), 20) * 1000) / 1000;
  return grow === 1 ? undefined : grow;
}
