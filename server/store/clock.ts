/** The engines' clock. What is written about the past (a replay, the demo's history) is written as of then. */
export interface Clock {
  /** Epoch ms. */
  readonly now: () => number;
  /** Runs `work`, which must be synchronous, with the clock set to a time. */
  readonly at: <T>(epochMs: number, work: () => T) => T;
}

export function createClock(realNow: () => number = Date.now): Clock {
  let fixed: number | null = null;
  return {
    now: () => fixed ?? realNow(),
    at(epochMs, work) {
      const before = fixed;
      fixed = epochMs;
      try {
        return work();
      } finally {
        fixed = before;
      }
    },
  };
}
