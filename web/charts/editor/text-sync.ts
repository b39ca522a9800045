/**
 * Keeps an editor's text and its owner's value together although the owner answers late: values come back that were
 * told a few keystrokes ago, and must not undo those since.
 */
export interface TextSync {
  /** The editor's text has changed. True when the owner has to be told. */
  readonly typed: (text: string) => boolean;
  /** The owner's value now. True when it is one that the editor has to take over. */
  readonly given: (value: string) => boolean;
}

export function createTextSync(value: string): TextSync {
  /** What the owner was told and has not given back yet, oldest first. */
  let told: string[] = [];
  let owned = value;
  return {
    typed(text) {
      if (text === (told.at(-1) ?? owned)) return false;
      told.push(text);
      return true;
    },
    given(next) {
      if (next === owned) return false;
      owned = next;
      const index = told.lastIndexOf(next);
      if (index !== -1) {
        told = told.slice(index + 1);
        return false;
      }
      told = [];
      return true;
    },
  };
}
