import { describe, expect, it } from 'vitest';
import { PrefixTree } from './prefix-tree.ts';

describe('PrefixTree', () => {
  it('gives one node per path, parents before children', () => {
    const tree = new PrefixTree();
    const a = tree.child(0, 7);
    const b = tree.child(a, 7);
    expect([a, b, tree.child(0, 7), tree.child(a, 7)]).toEqual([1, 2, 1, 2]);
    expect([tree.parentOf(b), tree.symbolOf(b), tree.parentOf(0), tree.symbolOf(0)]).toEqual([1, 7, -1, -1]);
    expect(tree.count).toBe(3);
  });

  it('agrees with a map while it grows', () => {
    const tree = new PrefixTree();
    const expected = new Map<string, number>();
    let seed = 1;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let i = 0; i < 50_000; i++) {
      const [parent, symbol] = [random(tree.count), random(50)];
      const key = `${parent}/${symbol}`;
      const node = tree.child(parent, symbol);
      if (expected.get(key) !== undefined) expect(node).toBe(expected.get(key));
      expected.set(key, node);
    }
    expect(tree.count).toBe(expected.size + 1);
    expect(new Set(expected.values()).size).toBe(expected.size);
  });
});
