export interface GivenOperator {
  /** What was last put into the query, by whatever means. */
  readonly noteInsert: (text: string) => void;
  /** Whether a key is to be dropped: it would write again what a completion has just written. */
  readonly takes: (key: string) => boolean;
}

/** Taking a label writes its operator, too; who then types `=` all the same gets one, not two. */
export function createGivenOperator(): GivenOperator {
  /** What of the operator, and of the blank after it, may still be typed once more. */
  let left = '';
  return {
    noteInsert(text) {
      left = text.length > 2 ? (/(?<=\w\s*)= ?$/.exec(text)?.[0] ?? '') : '';
    },
    takes(key) {
      if (key === ' ') {
        if (left !== ' ') return left !== '';
        left = '';
        return true;
      }
      const isTaken = key === '=' && left.startsWith('=');
      left = isTaken ? left.slice(1) : '';
      return isTaken;
    },
  };
}
