import { expect, it } from 'vitest';
import { epochMs } from '../../server/contract/units.ts';
import { createCursor } from './cursor.ts';

it('tells who moved it, once a move, and nobody who left', () => {
  const cursor = createCursor();
  const heard: unknown[] = [];
  const leave = cursor.subscribe((time, by) => heard.push([time, by]));
  cursor.move(epochMs(5), 'chart');
  cursor.move(epochMs(5), 'list');
  cursor.move(null, 'list');
  leave();
  cursor.move(epochMs(7), 'chart');
  expect(heard).toEqual([
    [5, 'chart'],
    [null, 'list'],
  ]);
  expect(cursor.time()).toBe(7);
});
