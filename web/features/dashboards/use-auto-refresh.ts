import { useEffect, useEffectEvent } from 'react';
import { parseDuration } from '../../signals/metric/step.ts';

/** Faster than this no source is asked, whatever a dashboard says. ms */
const FASTEST = 1000;

/** Refreshes every `interval` (`30s`, '' for never) while the page can be seen, and at once when it is seen again late. */
export function useAutoRefresh(interval: string, onRefresh: () => void): void {
  const every = interval === '' ? null : parseDuration(interval);
  const refresh = useEffectEvent(onRefresh);
  useEffect(() => {
    if (every === null || every <= 0) return;
    const period = Math.max(FASTEST, every);
    let last = Date.now();
    const tick = (): void => {
      if (document.hidden) return;
      last = Date.now();
      refresh();
    };
    const catchUp = (): void => {
      if (!document.hidden && Date.now() - last >= period) tick();
    };
    const timer = setInterval(tick, period);
    document.addEventListener('visibilitychange', catchUp);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', catchUp);
    };
  }, [every]);
}
