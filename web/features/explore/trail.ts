import {
  type ExplorePane,
  type ExploreState,
  exploreHref,
  formatExplore,
  nextPaneId,
  type PaneQuery,
} from '../../../server/contract/explore-url.ts';
import type { QueryJump } from '../../../server/contract/jump.ts';
import type { RawRange, Target } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { resolveRange, toRawRange } from '../../../server/contract/time-range.ts';
import type { TrailState } from '../../../server/contract/trails.ts';
import type { EpochMs } from '../../../server/contract/units.ts';

/**
 * The investigation: panes from left to right, each opened from one to its left, and the one in focus. All of it is the
 * URL's; every function here takes one trail and returns the next.
 */
export interface Trail {
  readonly panes: readonly ExplorePane[];
  /** The pane that narrow screens show and that was opened last. */
  readonly focus: string;
}

export function toTrail(state: ExploreState, focus: string | undefined): Trail {
  const last = state.panes.at(-1);
  const focused = state.panes.find((pane) => pane.id === focus) ?? last;
  return { panes: state.panes, focus: focused?.id ?? '' };
}

export const trailSearch = (trail: Trail): Readonly<Record<string, unknown>> => ({
  ...formatExplore(trail),
  ...(trail.focus === trail.panes.at(-1)?.id ? {} : { focus: trail.focus }),
});

export function trailHref(trail: Trail): string {
  const href = exploreHref(trail);
  return trail.focus === trail.panes.at(-1)?.id ? href : `${href}&focus=${trail.focus}`;
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

/** Opens a jump to the right of the pane it came from; from nowhere, at the end. */
export function openBeside(trail: Trail, fromId: string | null, jump: QueryJump): Trail {
  const id = nextPaneId(trail.panes.map((pane) => pane.id));
  return insertAfter(trail, fromId, jumpPane(jump, id));
}

export function openHere(trail: Trail, paneId: string, jump: QueryJump): Trail {
  return {
    panes: trail.panes.map((pane) => (pane.id === paneId ? jumpPane(jump, pane.id) : pane)),
    focus: paneId,
  };
}

export function insertAfter(trail: Trail, fromId: string | null, pane: ExplorePane): Trail {
  const at = trail.panes.findIndex((other) => other.id === fromId);
  const index = at === -1 ? trail.panes.length : at + 1;
  return { panes: trail.panes.toSpliced(index, 0, pane), focus: pane.id };
}

export function duplicatePane(trail: Trail, paneId: string): Trail {
  const pane = trail.panes.find((one) => one.id === paneId);
  if (!pane) return trail;
  return insertAfter(trail, paneId, { ...pane, id: nextPaneId(trail.panes.map((one) => one.id)) });
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

/** A change of the query or the range looks elsewhere, so the span that was asked for no longer holds. */
export function changePane(trail: Trail, paneId: string, change: PaneChange): Trail {
  return {
    ...trail,
    panes: trail.panes.map((pane) => {
      if (pane.id !== paneId) return pane;
      const { spanId, ...rest } = notJumped(pane);
      const keepsSpan = change.queries === undefined && change.datasource === undefined && spanId !== undefined;
      return { ...rest, ...change, ...(keepsSpan ? { spanId } : {}) };
    }),
  };
}

/** A pane that now asks something else no longer shows what a jump asked for: it is not widened. */
function notJumped({ view, ...rest }: ExplorePane): ExplorePane {
  const { rule: _rule, widened: _widened, ...kept } = view ?? {};
  return Object.keys(kept).length > 0 ? { ...rest, view: kept } : rest;
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

/** A, B, … Z, then Q27 and on. */
export function nextRefId(queries: readonly PaneQuery[]): string {
  const taken = new Set(queries.map((query) => query.refId));
  for (let n = 0; ; n++) {
    const id = n < 26 ? String.fromCodePoint(65 + n) : `Q${n + 1}`;
    if (!taken.has(id)) return id;
  }
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
export function setNote(trail: Trail, paneId: string, note: string | undefined): Trail {
  return {
    ...trail,
    panes: trail.panes.map((pane) => {
      if (pane.id !== paneId) return pane;
      const { note: _, ...view } = pane.view ?? {};
      return { ...pane, view: note === undefined ? view : { ...view, note } };
    }),
  };
}
