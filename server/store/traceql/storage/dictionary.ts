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
}

export function createDictionary(): Dictionary {
  const texts: string[] = [];
  const ids = new Map<string, number>();
  let characters = 0;
  return {
    intern(text) {
      const known = ids.get(text);
      if (known !== undefined) return known;
      const id = texts.length;
      texts.push(text);
      ids.set(text, id);
      characters += text.length;
      return id;
    },
    find: (text) => ids.get(text) ?? -1,
    text: (id) => texts[id] ?? '',
    size: () => texts.length,
    characters: () => characters,
  };
}
