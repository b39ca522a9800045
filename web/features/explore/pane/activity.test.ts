import { QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../../lib/api.ts';
import { createPaneClient } from './activity.ts';

/** A pane's client with a clock that is set by hand, and queries that end when told. */
function pane() {
  let time = 0;
  const made = createPaneClient(() => time);
  return {
    ...made,
    wait: (ms: number) => {
      time += ms;
    },
    ask(key: string) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const done = made.client
        .fetchQuery({ queryKey: [key], queryFn: () => promise, retry: false })
        .catch((error: unknown) => error);
      return { resolve, reject, done };
    },
  };
}

describe('a pane’s activity', () => {
  it('runs from the first request to the last answer', async () => {
    const { ask, wait, activity } = pane();
    expect(activity()).toEqual({ isBusy: false, elapsedMs: null, problem: null, failures: [] });
    const lines = ask('lines');
    const volume = ask('volume');
    expect(activity().isBusy).toBe(true);
    wait(100);
    lines.resolve('x');
    await lines.done;
    expect(activity().isBusy).toBe(true);
    wait(50);
    volume.resolve('y');
    await volume.done;
    expect(activity()).toMatchObject({ isBusy: false, elapsedMs: 150 });
  });

  it('ends when everything is cancelled', async () => {
    const { ask, client, activity } = pane();
    const lines = ask('lines');
    await client.cancelQueries();
    await lines.done;
    expect(activity().isBusy).toBe(false);
  });

  it('tells listeners of changes only', async () => {
    const { ask, subscribe } = pane();
    let told = 0;
    const stop = subscribe(() => told++);
    const lines = ask('lines');
    lines.resolve('x');
    await lines.done;
    expect(told).toBe(2);
    stop();
    const more = ask('more');
    more.resolve('x');
    await more.done;
    expect(told).toBe(2);
  });

  it('knows what the queries on screen failed with, and forgets it when they are gone', async () => {
    const { client, activity } = pane();
    const problem = { type: 'query-rejected', title: 'No', status: 422, position: 3 };
    const observer = new QueryObserver(client, {
      queryKey: ['lines'],
      queryFn: () => Promise.reject(new ApiProblem(problem)),
      retry: false,
    });
    const stop = observer.subscribe(() => undefined);
    await expect.poll(() => activity().problem).toEqual(problem);
    stop();
    await expect.poll(() => activity().problem).toBeNull();
  });
});
