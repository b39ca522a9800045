import { useCallback, useState } from 'react';
import { epochMs, type EpochMs } from '../../../../server/contract/units.ts';
import type { ExploreContext } from './pane-views.ts';
import type { Trail } from '../trail/trail.ts';

const rangesOf = ({ panes }: Trail): string => panes.map(({ range }) => `${range.from} ${range.to}`).join();

interface Clock {
  /** The ranges that were chosen last, and when; they count from then, any others from before. */
  readonly ranges: string;
  readonly now: EpochMs;
  readonly before: EpochMs;
}

/**
 * The time that relative ranges count from, for all panes: when a range was last chosen. It holds still otherwise, and
 * until the address has the new range, so that no pane asks for the old range at the new time.
 */
export function useRangeClock({ trail, onTrail }: Pick<ExploreContext, 'trail' | 'onTrail'>): {
  readonly now: EpochMs;
  readonly onTrail: ExploreContext['onTrail'];
} {
  const [clock, setClock] = useState<Clock>(() => {
    const now = epochMs(Date.now());
    return { ranges: '', now, before: now };
  });
  const current = rangesOf(trail);
  const handleTrail = useCallback<ExploreContext['onTrail']>(
    (next, options) => {
      const ranges = rangesOf(next);
      if (ranges !== current) setClock(({ now }) => ({ ranges, now: epochMs(Date.now()), before: now }));
      onTrail(next, options);
    },
    [current, onTrail],
  );
  return { now: clock.ranges === current ? clock.now : clock.before, onTrail: handleTrail };
}
