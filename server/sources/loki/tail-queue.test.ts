import { expect, it } from 'vitest';
import type { LogTailEvent } from '../../contract/logs.ts';
import { unixNano } from '../../contract/units.ts';
import { createTailQueue } from './tail-queue.ts';

const lines = (count: number): LogTailEvent => {
  const fill = <T>(value: T): T[] => Array.from<T>({ length: count }).fill(value);
  return {
    kind: 'lines',
    rows: {
      streams: [{}],
      streamIndex: fill(0),
      timestamps: fill(unixNano('1')),
      lines: fill('x'),
      structuredMetadata: fill(null),
      parsed: fill(null),
    },
  };
};

it('leaves out lines that a slow reader would not get to, and says how many', async () => {
  const queue = createTailQueue(60_000);
  queue.push(lines(4000));
  queue.push(lines(2000));
  queue.push(lines(1500));
  expect(await queue.next()).toEqual({ kind: 'dropped', count: 3500 });
  expect(await queue.next()).toMatchObject({ kind: 'lines' });
  queue.push(lines(10));
  expect(await queue.next()).toMatchObject({ kind: 'lines', rows: { lines: { length: 10 } } });
});

it('always takes one batch, however large', async () => {
  const queue = createTailQueue(60_000);
  queue.push(lines(9000));
  expect(await queue.next()).toMatchObject({ kind: 'lines', rows: { lines: { length: 9000 } } });
});

it('shows that it is alive, and ends', async () => {
  const queue = createTailQueue(1);
  expect(await queue.next()).toEqual({ kind: 'alive' });
  const waiting = queue.next();
  queue.push({ kind: 'open' });
  expect(await waiting).toEqual({ kind: 'open' });
  queue.end();
  expect(await queue.next()).toBeNull();
});
