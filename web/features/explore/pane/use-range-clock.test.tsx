import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it, vi } from 'vitest';
import type { Trail } from '../trail/trail.ts';
import { useRangeClock } from './use-range-clock.ts';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
afterEach(() => vi.useRealTimers());

const trailOver = (from: string, expr = ''): Trail => ({
  panes: [{ id: 'abc', datasource: 'loki', queries: [{ refId: 'A', expr }], range: { from, to: 'now' } }],
  focus: 'abc',
});

it('counts from when a range was chosen, once the address has it, and from nothing else', () => {
  vi.useFakeTimers({ now: 1000 });
  let clock: ReturnType<typeof useRangeClock> | undefined;
  function Probe({ trail }: { readonly trail: Trail }) {
    clock = useRangeClock({ trail, onTrail: ignore });
    return null;
  }
  const root = createRoot(document.createElement('div'));
  const show = (trail: Trail) => act(() => root.render(<Probe trail={trail} />));
  show(trailOver('now-1h'));
  expect(clock?.now).toBe(1000);
  vi.setSystemTime(2000);
  act(() => clock?.onTrail(trailOver('now-1h', 'other')));
  show(trailOver('now-1h', 'other'));
  expect(clock?.now).toBe(1000);
  act(() => clock?.onTrail(trailOver('now-5m')));
  expect(clock?.now).toBe(1000);
  show(trailOver('now-5m'));
  expect(clock?.now).toBe(2000);
  act(() => root.unmount());
});

const ignore = (): void => undefined;
