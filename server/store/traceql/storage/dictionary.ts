/** Texts numbered in the order they are first seen. */
export interface Dictionary {
  /** The number of `text`; a new one when it was not seen before. */
  readonly intern: (text: string) => number;
  /** -1 when `text` was never interned. */
  readonly find: (text: string) => number;
  readonly text: (id: number) => string;
  readonly size: () => number;
  /** Characters held. */
  readonly characters: () => number;
  /** By number. */
  readonly all: () => readonly string[];
}

/** @param known texts it holds already, by number */
export function createDictionary(known: readonly string[] = []): Dictionary {
  const texts = [...known];
  let characters = texts.reduce((sum, { length }) => sum + length, 0);
  // Most dictionaries that are loaded are only ever read by number.
  let index: Map<string, number> | null = null;
  const numbers = () => (index ??= new Map(texts.map((text, id) => [text, id])));
  return {
    intern(text) {
      const ids = index ?? numbers();
      const before = ids.get(text);
      if (before !== undefined) return before;
      const id = texts.length;
      texts.push(text);
      ids.set(text, id);
      characters += text.length;
      return id;
    },
    find: (text) => numbers().get(text) ?? -1,
    text: (id) => texts[id] ?? '',
    size: () => texts.length,
    characters: () => characters,
    all: () => texts,
  };
}
