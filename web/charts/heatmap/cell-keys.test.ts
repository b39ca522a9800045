import { expect, it } from 'vitest';
import { moveCell } from './cell-keys.ts';

const grid = {
  times: Float64Array.of(1, 2),
  bounds: Float64Array.of(0, 1, 2, 3),
  counts: Float64Array.of(1, 0, 0, 1, 5, 2),
  max: 5,
};

it('begins at the fullest cell of the newest column', () => {
  expect(moveCell(grid, null, 'ArrowLeft')).toEqual({ column: 1, row: 1 });
  expect(moveCell(grid, null, 'Enter')).toBeNull();
});

it('stays inside the grid', () => {
  expect(moveCell(grid, { column: 1, row: 2 }, 'ArrowUp')).toEqual({ column: 1, row: 2 });
  expect(moveCell(grid, { column: 0, row: 0 }, 'ArrowLeft')).toEqual({ column: 0, row: 0 });
  expect(moveCell(grid, { column: 1, row: 2 }, 'Home')).toEqual({ column: 0, row: 2 });
  expect(moveCell(grid, { column: 0, row: 1 }, 'ArrowRight')).toEqual({ column: 1, row: 1 });
});

it('leaves other keys alone, and an empty grid too', () => {
  expect(moveCell(grid, { column: 0, row: 0 }, 'a')).toBeNull();
  expect(moveCell({ ...grid, times: new Float64Array() }, null, 'ArrowUp')).toBeNull();
});
