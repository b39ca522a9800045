import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Problem } from '../../../server/contract/problem.ts';
import { toProblem } from '../../lib/api.ts';
import { createQueryClient } from '../../lib/query-client.ts';

/** What a pane's queries are doing. */
export interface Activity {
  readonly isBusy: boolean;
  /** How long the last run took, from its first request to its last answer. Null before the first. ms */
  readonly elapsedMs: number | null;
  /** What the last run failed with, if it did: the first problem among the queries on screen. */
  readonly problem: Problem | null;
}

/**
 * A pane's own query client. Whatever its view asks then belongs to the pane, whoever wrote the view: it can be timed,
 * cancelled and run again as one, and closing a pane and coming back by the Back button finds its answers.
 */
export interface PaneClient {
  readonly client: QueryClient;
  readonly subscribe: (listener: () => void) => () => void;
  readonly activity: () => Activity;
}

export function createPaneClient(now: () => number = () => performance.now()): PaneClient {
  const client = createQueryClient();
  const listeners = new Set<() => void>();
  let current: Activity = { isBusy: false, elapsedMs: null, problem: null };
  let startedAt = 0;
  const follow = (): void => {
    const isBusy = client.isFetching() > 0;
    const problem = isBusy ? null : firstProblem(client);
    if (isBusy === current.isBusy && problem === current.problem) return;
    if (isBusy && !current.isBusy) startedAt = now();
    const elapsedMs = current.isBusy && !isBusy ? now() - startedAt : current.elapsedMs;
    current = { isBusy, elapsedMs, problem };
    for (const listener of listeners) listener();
  };
  client.getQueryCache().subscribe(follow);
  return {
    client,
    activity: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function firstProblem(client: QueryClient): Problem | null {
  const failed = client.getQueryCache().findAll({ type: 'active', predicate: (query) => query.state.error !== null });
  const [first] = failed;
  return first ? toProblem(first.state.error) : null;
}

const MAX_CLIENTS = 40;
const clients = new Map<string, PaneClient>();

/** The client of a pane, by its id, for as long as the page lives; the oldest go when there are many. */
export function paneClient(paneId: string): PaneClient {
  const known = clients.get(paneId);
  if (known) return known;
  if (clients.size >= MAX_CLIENTS) {
    const [oldest] = clients.keys();
    if (oldest !== undefined) clients.delete(oldest);
  }
  const made = createPaneClient();
  clients.set(paneId, made);
  return made;
}

export const useActivity = ({ subscribe, activity }: PaneClient): Activity =>
  useSyncExternalStore(subscribe, activity, activity);
