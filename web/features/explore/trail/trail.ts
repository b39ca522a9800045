import {
  type ExplorePane,
  type ExploreState,
  exploreHref,
  formatExplore,
  nextPaneId,
  type PaneQuery,
  type PaneView,
} from '../../../../server/contract/explore-url.ts';
import type { QueryJump } from '../../../../server/contract/jump.ts';
import type { AbsoluteRange, RawRange, Target } from '../../../../server/contract/query.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { resolveRange, toRawRange } from '../../../../server/contract/time-range.ts';
import type { TrailState } from '../../../../server/contract/trails.ts';
import type { EpochMs } from '../../../../server/contract/units.ts';

/**
 * The investigation: panes from left to right, each opened from one to its left, and the one in focus. All of it is the
 * URL's; every function here takes one trail and returns the next.
 */
export interface Trail {
  readonly panes: readonly ExplorePane[];
  /** The pane that narrow screens show and that was opened last. */
  readonly focus: string;
}

export const isLinked = (pane: ExplorePane): boolean => pane.view?.link === undefined;

/** The time range that the linked panes share; null when none is linked. */
export const sharedRange = (trail: Pick<Trail, 'panes'>): RawRange | null => trail.panes.find(isLinked)?.range ?? null;

const isSameRange = (a: RawRange, b: RawRange): boolean => a.from === b.from && a.to === b.to;

const MAX_KEPT = 100;
const keptPanes = new Map<string, ExplorePane>();

/** One object for one pane, whichever address it was read from: what shows it need not be drawn again. */
function onePane(pane: ExplorePane): ExplorePane {
  const key = JSON.stringify(pane);
  const kept = keptPanes.get(key) ?? pane;
  keptPanes.delete(key);
  keptPanes.set(key, kept);
  if (keptPanes.size > MAX_KEPT) keptPanes.delete(keptPanes.keys().next().value ?? '');
  return kept;
}

/** Links from elsewhere know no linking: there, a pane with another range than the first keeps it. */
export function toTrail(state: ExploreState, focus: string | undefined): Trail {
  const shared = sharedRange(state);
  const panes = state.panes.map((pane) =>
    onePane(shared && isLinked(pane) && !isSameRange(pane.range, shared) ? withLink(pane, 'cursor') : pane),
  );
  const focused = panes.find((pane) => pane.id === focus) ?? panes.at(-1);
  return { panes, focus: focused?.id ?? '' };
}

export type ViewChange = { readonly [K in keyof PaneView]: PaneView[K] | undefined };

/** A pane with its view changed; undefined takes a setting away. */
function withView(pane: ExplorePane, change: Partial<ViewChange>): ExplorePane {
  const { view, ...rest } = pane;
  const set = Object.entries({ ...view, ...change }).filter(([, value]) => value !== undefined);
  return set.length > 0 ? { ...rest, view: Object.fromEntries(set) } : rest;
}

const withLink = (pane: ExplorePane, link: PaneView['link']): ExplorePane => withView(pane, { link });

export const setView = (trail: Trail, paneId: string, change: Partial<ViewChange>): Trail => ({
  ...trail,
  panes: trail.panes.map((pane) => (pane.id === paneId ? withView(pane, change) : pane)),
});

export const trailSearch = (trail: Trail): Readonly<Record<string, unknown>> => ({
  ...formatExplore(trail),
  ...(trail.focus === trail.panes.at(-1)?.id ? {} : { focus: trail.focus }),
});

/** `kept`: further parameters of the address. */
export function trailHref(trail: Trail, kept: Readonly<Record<string, string>> = {}): string {
  const focus = trail.focus === trail.panes.at(-1)?.id ? {} : { focus: trail.focus };
  const more = new URLSearchParams({ ...focus, ...kept }).toString();
  return `${exploreHref(trail)}${more && `&${more}`}`;
}

/** As short links and saved trails keep it. */
export const trailState = (trail: Trail): TrailState => ({
  panes: formatExplore(trail).panes,
  ...(trail.focus === trail.panes.at(-1)?.id ? {} : { focus: trail.focus }),
});

/** A query in Grafana's form: the target's fields and the source it goes to. */
export function paneQuery(target: Target, source: Pick<SourceInfo, 'uid' | 'type'>): PaneQuery {
  return { ...target, refId: target.refId, datasource: { type: source.type, uid: source.uid } };
}

export function jumpPane(jump: QueryJump, id: string): ExplorePane {
  const source = { uid: jump.sourceUid, type: jump.sourceType };
  return {
    id,
    datasource: jump.sourceUid,
    queries: jump.targets.map((target) => paneQuery(target, source)),
    range: toRawRange(jump.range),
    ...(jump.spanId ? { spanId: jump.spanId } : {}),
    view: { rule: jump.rule },
  };
}

/** The pane that a jump leaves, and the range that it shows. */
export interface Origin {
  readonly paneId: string;
  readonly range: AbsoluteRange;
}

/**
 * The trail that a jump arrives in, and its pane. A jump over the range of the pane it leaves joins the linked ones, and
 * holds them at that moment: a range that moved on with the clock would lose what was clicked. A jump with a window of
 * its own keeps it.
 */
function joinTrail(trail: Trail, origin: Origin | null, opened: ExplorePane): { trail: Trail; pane: ExplorePane } {
  if (trail.panes.length === 0) return { trail, pane: opened };
  const left = trail.panes.find((pane) => pane.id === origin?.paneId);
  if (!origin || !left || !isLinked(left) || !isSameRange(opened.range, toRawRange(origin.range))) {
    return { trail, pane: withLink(opened, 'cursor') };
  }
  const { range } = opened;
  const panes = trail.panes.map((pane) => (isLinked(pane) ? { ...pane, range } : pane));
  return { trail: { ...trail, panes }, pane: opened };
}

/** Opens a jump to the right of the pane it came from; from nowhere, at the end. */
export function openBeside(trail: Trail, origin: Origin | null, jump: QueryJump): Trail {
  const id = nextPaneId(trail.panes.map((pane) => pane.id));
  const joined = joinTrail(trail, origin, jumpPane(jump, id));
  return insertAfter(joined.trail, origin?.paneId ?? null, joined.pane);
}

/** Opens a jump in the place, and at the width, of the pane it came from. */
export function openHere(trail: Trail, origin: Origin, jump: QueryJump): Trail {
  const left = trail.panes.find((pane) => pane.id === origin.paneId);
  const opened = withView(jumpPane(jump, origin.paneId), { grow: left?.view?.grow });
  const joined = trail.panes.length === 1 ? { trail, pane: opened } : joinTrail(trail, origin, opened);
  return {
    panes: joined.trail.panes.map((pane) => (pane.id === origin.paneId ? joined.pane : pane)),
    focus: origin.paneId,
  };
}

export function insertAfter(trail: Trail, fromId: string | null, pane: ExplorePane): Trail {
  const at = trail.panes.findIndex((other) => other.id === fromId);
  const index = at === -1 ? trail.panes.length : at + 1;
  return { panes: trail.panes.toSpliced(index, 0, pane), focus: pane.id };
}

/** A pane with nothing asked yet, over the trail's time range. */
export function addPane(trail: Trail, pane: ExplorePane): Trail {
  const range = sharedRange(trail) ?? trail.panes.at(-1)?.range ?? pane.range;
  return insertAfter(trail, null, { ...pane, range });
}

/** The note stays with the pane it was written about. */
export function duplicatePane(trail: Trail, paneId: string): Trail {
  const pane = trail.panes.find((one) => one.id === paneId);
  if (!pane) return trail;
  const copy = { ...pane, id: nextPaneId(trail.panes.map((one) => one.id)) };
  return insertAfter(trail, paneId, withView(copy, { note: undefined, isCollapsed: undefined }));
}

/** The focus falls to the left neighbour, where the closed pane came from. The last pane stays. */
export function closePane(trail: Trail, paneId: string): Trail {
  if (trail.panes.length <= 1) return trail;
  const at = trail.panes.findIndex((pane) => pane.id === paneId);
  if (at === -1) return trail;
  const panes = trail.panes.toSpliced(at, 1);
  const neighbour = panes[Math.max(at - 1, 0)];
  return { panes, focus: trail.focus === paneId ? (neighbour?.id ?? '') : trail.focus };
}

export const focusPane = (trail: Trail, paneId: string): Trail => ({ ...trail, focus: paneId });

export type PaneChange = Partial<Pick<ExplorePane, 'datasource' | 'queries' | 'range'>>;

/** A new range is that of all linked panes. A new query looks elsewhere, so the span that was asked for is let go. */
export function changePane(trail: Trail, paneId: string, change: PaneChange): Trail {
  const { range } = change;
  const changed = trail.panes.find((pane) => pane.id === paneId);
  const spreads = range !== undefined && changed !== undefined && isLinked(changed);
  return {
    ...trail,
    panes: trail.panes.map((pane) => {
      if (pane.id !== paneId) return spreads && isLinked(pane) ? { ...notJumped(pane), range } : pane;
      const { spanId, ...rest } = notJumped(pane);
      const keepsSpan = change.queries === undefined && change.datasource === undefined && spanId !== undefined;
      return { ...rest, ...change, ...(keepsSpan ? { spanId } : {}) };
    }),
  };
}

/** A pane that now asks something else no longer shows what a jump asked for: it is not widened. */
const notJumped = (pane: ExplorePane): ExplorePane => withView(pane, { rule: undefined, widened: undefined });

/** Linking takes the range that the others share; unlinking keeps the present one. */
export function linkPane(trail: Trail, paneId: string, link: PaneView['link']): Trail {
  const others = trail.panes.filter((pane) => pane.id !== paneId);
  const range = link === undefined ? sharedRange({ panes: others }) : null;
  return {
    ...trail,
    panes: trail.panes.map((pane) => (pane.id === paneId ? withLink(range ? { ...pane, range } : pane, link) : pane)),
  };
}

/** Sets one query of a pane, found by its refId; a new refId is appended. */
export function changeQuery(trail: Trail, paneId: string, query: PaneQuery): Trail {
  const pane = trail.panes.find((one) => one.id === paneId);
  if (!pane) return trail;
  const known = pane.queries.some((one) => one.refId === query.refId);
  const queries = known
    ? pane.queries.map((one) => (one.refId === query.refId ? query : one))
    : [...pane.queries, query];
  return changePane(trail, paneId, { queries });
}

export function removeQuery(trail: Trail, paneId: string, refId: string): Trail {
  const pane = trail.panes.find((one) => one.id === paneId);
  if (!pane || pane.queries.length <= 1) return trail;
  return changePane(trail, paneId, { queries: pane.queries.filter((one) => one.refId !== refId) });
}

/** The same trail with every time absolute: what a shared link must say to show the same thing tomorrow. */
export function freezeTrail(trail: Trail, now: EpochMs): Trail {
  const freeze = (range: RawRange): RawRange => toRawRange(resolveRange(range, { now }));
  return { ...trail, panes: trail.panes.map((pane) => ({ ...pane, range: freeze(pane.range) })) };
}

/** The span that a pane shows; '' for none. */
export function setSpan(trail: Trail, paneId: string, spanId: string): Trail {
  return {
    ...trail,
    panes: trail.panes.map((pane) => {
      if (pane.id !== paneId) return pane;
      const { spanId: _, ...rest } = pane;
      return spanId === '' ? rest : { ...rest, spanId };
    }),
  };
}

/** What the reader has to say about a pane; undefined takes it away. */
export const setNote = (trail: Trail, paneId: string, note: string | undefined): Trail =>
  setView(trail, paneId, { note });
