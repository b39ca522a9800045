import { expect, it, vi } from 'vitest';
import { ApiProblem } from './api.ts';
import { createQueryClient } from './query-client.ts';

it.each([
  ['a network that is down', 0, 3],
  ['an upstream that is gone', 502, 3],
  ['an upstream that is not ready', 503, 3],
  ['an upstream that was late', 504, 1],
  ['a query that was rejected', 422, 1],
])('asks %s (%i) %i times', async (_, status, times) => {
  vi.useFakeTimers();
  const ask = vi.fn<() => Promise<never>>(() => Promise.reject(new ApiProblem({ type: 't', title: 'No', status })));
  const asked = createQueryClient()
    .fetchQuery({ queryKey: ['x'], queryFn: ask, ...createQueryClient().getDefaultOptions().queries })
    .catch(() => undefined);
  await vi.runAllTimersAsync();
  await asked;
  expect(ask).toHaveBeenCalledTimes(times);
  vi.useRealTimers();
});
