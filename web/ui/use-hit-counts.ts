import { useQueries } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { QueryJump } from '../../server/contract/jump.ts';
import { toProblem } from '../lib/api.ts';
import { correlateQueries } from '../lib/correlate-queries.ts';
import { countRequest, type ExpectedHits } from '../lib/jump-text.ts';

/**
 * What each jump would find, in their order. Nothing is asked before the menu has been painted; what is under way when it
 * goes is aborted.
 */
export function useHitCounts(jumps: readonly QueryJump[]): readonly ExpectedHits[] {
  const isPainted = useIsPainted();
  const results = useQueries({
    queries: jumps.map((jump) => ({ ...correlateQueries.count(countRequest(jump)), enabled: isPainted })),
  });
  return results.map(({ data, error }) => {
    if (data) return data;
    if (!error) return undefined;
    const { title, detail } = toProblem(error);
    return { kind: 'unknown', reason: detail ?? title };
  });
}

function useIsPainted(): boolean {
  const [isPainted, setIsPainted] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // The task after the frame's: by then the frame is on its way to the screen.
    const frame = requestAnimationFrame(() => (timer = setTimeout(() => setIsPainted(true))));
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return isPainted;
}
