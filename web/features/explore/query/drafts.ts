import type { PaneQuery } from '../../../../server/contract/explore-url.ts';
import type { SourceType } from '../../../../server/contract/source.ts';
import { textOfQuery } from './target-text.ts';

/** The text being written, for as long as the query it was based on is the one in the URL. */
interface Draft {
  readonly base: string;
  readonly text: string;
}
/** By refId. */
export type Drafts = Readonly<Record<string, Draft>>;

/** Apart from the pane's own state: what is written concerns the editors, not the results below them. */
export interface DraftStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly all: () => Drafts;
  readonly write: (type: SourceType, query: PaneQuery, text: string) => void;
  readonly clear: () => void;
}

export function createDrafts(): DraftStore {
  const listeners = new Set<() => void>();
  let drafts: Drafts = {};
  const set = (next: Drafts): void => {
    drafts = next;
    for (const listener of listeners) listener();
  };
  return {
    all: () => drafts,
    write: (type, query, text) => set({ ...drafts, [query.refId]: { base: textOfQuery(type, query), text } }),
    clear: () => set({}),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A query's text as it is written now. */
export function draftText(drafts: Drafts, type: SourceType, query: PaneQuery): string {
  const base = textOfQuery(type, query);
  const draft = drafts[query.refId];
  return draft && draft.base === base ? draft.text : base;
}
