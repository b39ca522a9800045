/**
 * Says of what is being written whether it is a request that was just added to the segment being written. Not so are
 * the demo's telemetry, metrics made of spans, and what is loaded from segments.
 */
export interface Origin {
  readonly isSegment: () => boolean;
  /** Runs `work`, which must be synchronous, with that answer. */
  readonly as: <T>(isSegment: boolean, work: () => T) => T;
}

export function createOrigin(): Origin {
  let isSegment = false;
  return {
    isSegment: () => isSegment,
    as(value, work) {
      const before = isSegment;
      isSegment = value;
      try {
        return work();
      } finally {
        isSegment = before;
      }
    },
  };
}
