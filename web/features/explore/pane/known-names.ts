import { useSyncExternalStore } from 'react';
import type { ExplorePane } from '../../../../server/contract/explore-url.ts';

/** What views said of their answers, by what was asked: a folded pane, or one come back to, is still called by it. */
const names = new Map<string, string>();
const listeners = new Set<() => void>();
const MAX_NAMES = 200;

const keyOf = (pane: ExplorePane): string => JSON.stringify([pane.datasource, pane.queries[0]]);

export function learnName(pane: ExplorePane, name: string): void {
  const key = keyOf(pane);
  if (names.get(key) === name) return;
  names.delete(key);
  if (names.size >= MAX_NAMES) names.delete(names.keys().next().value ?? '');
  names.set(key, name);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useKnownName(pane: ExplorePane): string | undefined {
  const key = keyOf(pane);
  const read = (): string | undefined => names.get(key);
  return useSyncExternalStore(subscribe, read, read);
}
