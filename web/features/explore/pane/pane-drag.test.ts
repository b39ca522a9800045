import { expect, it } from 'vitest';
import { placeAt } from './pane-drag.ts';

it('lands where the pointer is past the middle of a neighbour', () => {
  const boxes = [0, 100, 200].map((left) => ({ left, width: 100 }));
  const from = (pane: number, x: number) => placeAt(boxes, pane, x);
  expect([from(0, 60), from(0, 149), from(0, 151), from(0, 999)]).toEqual([0, 0, 1, 2]);
  expect([from(2, 249), from(2, 151), from(2, 149), from(2, -5)]).toEqual([2, 2, 1, 0]);
});
