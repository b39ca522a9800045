import type { Query, QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Problem } from '../../../../server/contract/problem.ts';
import type { AbsoluteRange, RawRange } from '../../../../server/contract/query.ts';
import { toProblem } from '../../../lib/api.ts';
import { createQueryClient } from '../../../lib/query-client.ts';
import { createSavedClient, type SavedResults } from '../trail/saved-results.ts';

/** What a pane's queries are doing. */
export interface Activity {
  readonly isBusy: boolean;
  /** How long the last run took, from its first request to its last answer. Null before the first. ms */
  readonly elapsedMs: number | null;
  /** What the last run failed with, if it did: the first problem among the queries on screen. */
  readonly problem: Problem | null;
  /** All that failed in the last run. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly problem: Problem;
  /** Texts among what was asked for, the query with its variables filled in among them. */
  readonly asked: readonly string[];
}

/**
 * A pane's own query client. Whatever its view asks then belongs to the pane, whoever wrote the view: it can be timed,
 * cancelled and run again as one, and closing a pane and coming back by the Back button finds its answers.
 */
export interface PaneClient {
  readonly client: QueryClient;
  readonly subscribe: (listener: () => void) => () => void;
  readonly activity: () => Activity;
  /** The queries on screen; of a folded pane, those that were when it was folded. */
  readonly shown: () => readonly Query[];
  /** Notes the time that a range stood for when the pane last ran. */
  readonly setRange: (raw: RawRange, range: AbsoluteRange) => void;
  /** What a range stands for on screen; null where the pane shows another. */
  readonly rangeOf: (raw: RawRange) => AbsoluteRange | null;
}

export function createPaneClient(
  now: () => number = () => performance.now(),
  client: QueryClient = createQueryClient(),
): PaneClient {
  const listeners = new Set<() => void>();
  let current: Activity = { isBusy: false, elapsedMs: null, problem: null, failures: [] };
  let startedAt = 0;
  const follow = (): void => {
    const isBusy = client.isFetching() > 0;
    const failures = isBusy ? [] : findFailures(client);
    const problem = failures[0]?.problem ?? null;
    if (isBusy === current.isBusy && isSame(failures, current.failures)) return;
    if (isBusy && !current.isBusy) startedAt = now();
    const elapsedMs = current.isBusy && !isBusy ? now() - startedAt : current.elapsedMs;
    current = { isBusy, elapsedMs, problem, failures };
    for (const listener of listeners) listener();
  };
  client.getQueryCache().subscribe(follow);
  let range: { readonly raw: RawRange; readonly range: AbsoluteRange } | null = null;
  return {
    client,
    shown: watchShown(client),
    setRange: (raw, resolved) => {
      range = { raw, range: resolved };
    },
    rangeOf: ({ from, to }) => (range?.raw.from === from && range.raw.to === to ? range.range : null),
    activity: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A fold takes all observers away within one task, so what was on screen is looked at after each. */
function watchShown(client: QueryClient): () => readonly Query[] {
  const cache = client.getQueryCache();
  const active = () => cache.findAll({ type: 'active' });
  let last: readonly Query[] = [];
  let isAwaited = false;
  const look = (): readonly Query[] => {
    isAwaited = false;
    const found = active();
    if (found.length > 0) last = found;
    return last;
  };
  cache.subscribe(({ type }) => {
    if (isAwaited || (type !== 'observerAdded' && type !== 'observerRemoved')) return;
    isAwaited = true;
    setTimeout(look);
  });
  return look;
}

function findFailures(client: QueryClient): readonly Failure[] {
  const failed = client.getQueryCache().findAll({ type: 'active', predicate: (query) => query.state.error !== null });
  return failed.map(({ state, queryKey }) => ({
    problem: toProblem(state.error),
    asked: queryKey.filter((part) => typeof part === 'string'),
  }));
}

const isSame = (a: readonly Failure[], b: readonly Failure[]): boolean =>
  a.length === b.length && a.every(({ problem }, index) => problem === b[index]?.problem);

const MAX_CLIENTS = 40;
const clients = new Map<string, PaneClient>();

/**
 * The client of a pane for as long as the page lives, the oldest go when there are many: its own by its id, and one that
 * answers from a file where the pane shows what that holds.
 */
export function clientOf(paneId: string, saved: SavedResults | null): PaneClient {
  const id = saved ? `${saved.id}/${paneId}` : paneId;
  const known = clients.get(id);
  if (known) return known;
  if (clients.size >= MAX_CLIENTS) {
    const [oldest] = clients.keys();
    if (oldest !== undefined) clients.delete(oldest);
  }
  const made = createPaneClient(undefined, saved ? createSavedClient((key) => saved.answer(paneId, key)) : undefined);
  clients.set(id, made);
  return made;
}

export const useActivity = ({ subscribe, activity }: PaneClient): Activity =>
  useSyncExternalStore(subscribe, activity, activity);
