import { expect, it } from 'vitest';
import { traceFromText } from '../../signals/trace/trace-from-text.ts';
import { layoutTree, parentRows, visibleRows } from '../../signals/trace/tree.ts';
import { moveInTree } from './tree-keys.ts';

const tree = layoutTree(traceFromText('a 0-10\n  b 1-2\n    c 1-2\n  d 3-4'));
const at = (row: number, folded: readonly number[] = []) => {
  const rows = visibleRows(tree, new Set(folded));
  return {
    tree,
    rows,
    position: rows.indexOf(row),
    folded: new Set(folded),
    parents: parentRows(tree),
    matches: [1, 3],
  };
};

it('moves over the rows in sight, and not past their ends', () => {
  expect(moveInTree('ArrowDown', at(1, [1]))).toEqual({ row: 3 });
  expect(moveInTree('ArrowDown', at(3))).toEqual({ row: 3 });
  expect(moveInTree('ArrowUp', at(0))).toEqual({ row: 0 });
  expect(moveInTree('End', at(0))).toEqual({ row: 3 });
});

it('folds, unfolds, and goes to the parent and the first child', () => {
  expect(moveInTree('ArrowLeft', at(1))).toEqual({ toggle: 1 });
  expect(moveInTree('ArrowLeft', at(1, [1]))).toEqual({ row: 0 });
  expect(moveInTree('ArrowLeft', at(2))).toEqual({ row: 1 });
  expect(moveInTree('ArrowRight', at(1, [1]))).toEqual({ toggle: 1 });
  expect(moveInTree('ArrowRight', at(1))).toEqual({ row: 2 });
  expect(moveInTree('ArrowRight', at(3))).toEqual({});
});

it('opens a row, walks the matches round, and leaves other keys alone', () => {
  expect(moveInTree('Enter', at(2))).toEqual({ open: 2 });
  expect(moveInTree('n', at(1))).toEqual({ row: 3 });
  expect(moveInTree('n', at(3))).toEqual({ row: 1 });
  expect(moveInTree('N', at(1))).toEqual({ row: 3 });
  expect(moveInTree('x', at(1))).toBeNull();
});
