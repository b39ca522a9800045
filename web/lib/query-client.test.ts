import { expect, it, vi } from 'vitest';
import { ApiProblem } from './api.ts';
import { createQueryClient } from './query-client.ts';

it.each([
  ['network', 0, 3],
  ['upstream-unreachable', 502, 3],
  ['upstream-failed', 502, 3],
  ['not-ready', 503, 3],
  ['upstream-timeout', 504, 1],
  ['query-rejected', 422, 1],
  ['upstream-refused', 502, 1],
  ['upstream-too-large', 502, 1],
  ['decode-failed', 502, 1],
])('asks again after %s (%i): %i times', async (type, status, times) => {
  vi.useFakeTimers();
  const ask = vi.fn<() => Promise<never>>(() => Promise.reject(new ApiProblem({ type, title: 'No', status })));
  const asked = createQueryClient()
    .fetchQuery({ queryKey: ['x'], queryFn: ask, ...createQueryClient().getDefaultOptions().queries })
    .catch(() => undefined);
  await vi.runAllTimersAsync();
  await asked;
  expect(ask).toHaveBeenCalledTimes(times);
  vi.useRealTimers();
});
