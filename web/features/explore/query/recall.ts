/** Where a reader is in the history of a source: `at` counts back from `draft`, the text they came from, at -1. */
export interface Recall {
  readonly at: number;
  readonly draft: string;
  /** Newest first, each text once. */
  readonly texts: readonly string[];
}

export function beginRecall(history: readonly string[], draft: string): Recall {
  const texts = [...new Set(history.map((text) => text.trim()))].filter((text) => text !== '' && text !== draft.trim());
  return { at: -1, draft, texts };
}

export function moveRecall(recall: Recall, direction: 'older' | 'newer'): Recall {
  const to = recall.at + (direction === 'older' ? 1 : -1);
  return { ...recall, at: Math.min(Math.max(to, -1), recall.texts.length - 1) };
}

export const recalledText = ({ at, draft, texts }: Recall): string => texts[at] ?? draft;
