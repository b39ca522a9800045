import { expect, it } from 'vitest';
import { atMost } from './at-most.ts';

const none = new AbortController().signal;
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

it('runs so many at a time, in order, and goes on after a failure', async () => {
  const run = atMost(2);
  const began: number[] = [];
  const finish: ((error?: Error) => void)[] = [];
  const tasks = [0, 1, 2, 3].map((n) =>
    run(none, () => {
      began.push(n);
      return new Promise<number>((resolve, reject) => {
        finish[n] = (error) => (error ? reject(error) : resolve(n));
      });
    }).catch((error: unknown) => String(error)),
  );
  await turn();
  expect(began).toEqual([0, 1]);
  finish[0]!(new Error('down'));
  await turn();
  expect(began).toEqual([0, 1, 2]);
  finish[1]!();
  finish[2]!();
  await turn();
  finish[3]!();
  expect(await Promise.all(tasks)).toEqual(['Error: down', 1, 2, 3]);
});

it('never starts what was given up while it waited', async () => {
  const run = atMost(1);
  const began: string[] = [];
  const release = Promise.withResolvers<void>();
  const first = run(none, () => release.promise);
  const stop = new AbortController();
  const second = run(stop.signal, async () => began.push('second'));
  const third = run(none, async () => began.push('third'));
  stop.abort();
  await expect(second).rejects.toThrow(/abort/i);
  release.resolve();
  await Promise.all([first, third]);
  expect(began).toEqual(['third']);
  await expect(run(stop.signal, async () => began.push('late'))).rejects.toThrow(/abort/i);
  expect(began).toEqual(['third']);
});
