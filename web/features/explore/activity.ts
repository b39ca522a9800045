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
}

export function createPaneClient(now: () => number = () => performance.now()): PaneClient {
  const client = createQueryClient();
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
  return {
    client,
    activity: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
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
