import { expect, it } from 'vitest';
import { beginRecall, moveRecall, recalledText } from './recall.ts';

it('goes back through distinct queries and returns to the draft', () => {
  let recall = beginRecall(['b', 'a', 'b', ' draft ', ''], 'draft');
  const seen = (['older', 'older', 'older', 'newer', 'newer', 'newer'] as const).map((direction) => {
    recall = moveRecall(recall, direction);
    return recalledText(recall);
  });
  expect(seen).toEqual(['b', 'a', 'a', 'b', 'draft', 'draft']);
});

it('stays where there is no history', () => {
  expect(recalledText(moveRecall(beginRecall([], 'x'), 'older'))).toBe('x');
});
