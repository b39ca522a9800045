import { describe, expect, it } from 'vitest';
import { toFlamebearer, toFlamebearerDiff } from './flamebearer.ts';
import { buildNameTree, type NameNode } from './name-tree.ts';
import { ROOT, SymbolTable } from './symbol-table.ts';

/** `a;b;c 2` a line. */
function treeFromText(text: string): NameNode {
  const symbols = new SymbolTable();
  const values = new Map<number, number>();
  for (const line of text.split('\n').filter((row) => row.trim())) {
    const [stack = '', value = '0'] = line.trim().split(' ');
    let node = ROOT;
    for (const [depth, name] of stack.split(';').entries()) {
      node = symbols.child(node, symbols.internFrame({ name, file: 'f', line: depth, startLine: 0 }));
    }
    values.set(node, (values.get(node) ?? 0) + Number(value));
  }
  const self = Float64Array.from({ length: symbols.nodeCount }, (_, node) => values.get(node) ?? 0);
  return buildNameTree({ symbols, self, nodes: [...values.keys()] });
}
const levelsOf = ({ levels }: { levels: readonly { values: readonly number[] }[] }) =>
  levels.map(({ values }) => values);

describe('toFlamebearer', () => {
  it('draws bars left to right in order of name, each from the end of the bar before it', () => {
    const graph = toFlamebearer(treeFromText('a;b;e 1\na;c 2\na;c;d 1'), 0);
    expect(graph.names).toEqual(['total', 'a', 'c', 'd', 'b', 'e']);
    expect(levelsOf(graph)).toEqual([
      [0, 4, 0, 0],
      [0, 4, 0, 1],
      [0, 1, 0, 4, 0, 3, 2, 2],
      [0, 1, 1, 5, 2, 1, 1, 3],
    ]);
    expect(graph).toMatchObject({ total: 4, maxSelf: 2 });
  });

  it('is one empty bar when there is nothing', () => {
    expect(toFlamebearer(treeFromText(''), 100)).toEqual({
      names: ['total'],
      levels: [{ values: [0, 0, 0, 0] }],
      total: 0,
      maxSelf: 0,
    });
  });

  it('merges what is not among the largest nodes into "other", right of its siblings', () => {
    const graph = toFlamebearer(treeFromText('a;b 10\na;c 1\na;d 2\ne 1'), 2);
    expect(graph.names).toEqual(['total', 'other', 'a', 'b']);
    expect(levelsOf(graph)).toEqual([
      [0, 14, 0, 0],
      [0, 13, 0, 2, 0, 1, 1, 1],
      [0, 10, 10, 3, 0, 3, 3, 1],
    ]);
    expect(graph.total).toBe(14);
  });

  it('keeps as many nodes as asked when there is no need to prune', () => {
    const graph = toFlamebearer(treeFromText('a 1\nb 1'), 2);
    expect(graph.names).toEqual(['total', 'b', 'a']);
  });

  it('lets a function called "other" fall together with what was pruned', () => {
    const graph = toFlamebearer(treeFromText('a;other;x 3\na;y 5'), 0);
    expect(graph.names).toEqual(['total', 'a', 'other', 'y']);
    expect(levelsOf(graph)[2]).toEqual([0, 5, 5, 3, 0, 3, 3, 2]);
  });

  it('gives a function called "total" the name of the root', () => {
    const graph = toFlamebearer(treeFromText('total 3\na 1'), 0);
    expect(graph.names).toEqual(['total', 'a']);
    expect(levelsOf(graph)[1]).toEqual([0, 1, 1, 1, 0, 3, 3, 0]);
  });

  it('survives stacks of a thousand frames', () => {
    const deep = Array.from({ length: 1000 }, (_, depth) => `f${depth}`).join(';');
    expect(toFlamebearer(treeFromText(`${deep} 1`), 0).levels).toHaveLength(1001);
  });
});

describe('toFlamebearerDiff', () => {
  it('lays both trees over each other', () => {
    const diff = toFlamebearerDiff(treeFromText('a;b 1\na;c 2\na;e 3'), treeFromText('a;b 4\na;d 8\na;e 12'), 1024);
    expect(diff.names).toEqual(['total', 'a', 'e', 'd', 'c', 'b']);
    expect(levelsOf(diff)).toEqual([
      [0, 6, 0, 0, 24, 0, 0],
      [0, 6, 0, 0, 24, 0, 1],
      [0, 1, 1, 0, 4, 4, 5, 0, 2, 2, 0, 0, 0, 4, 0, 0, 0, 0, 8, 8, 3, 0, 3, 3, 0, 12, 12, 2],
    ]);
    expect(diff).toMatchObject({ total: 30, maxSelf: 12, leftTicks: 6, rightTicks: 24 });
  });

  it('lists a function called "total" besides the root', () => {
    const diff = toFlamebearerDiff(treeFromText('total 3'), treeFromText('total 1'), 0);
    expect(diff.names).toEqual(['total', 'total']);
    expect(levelsOf(diff)[1]).toEqual([0, 3, 3, 0, 1, 1, 1]);
  });

  it('prunes by the larger side', () => {
    const diff = toFlamebearerDiff(treeFromText('a;b 1\na;c 2'), treeFromText('a;b 4\na;c 8'), 2);
    expect(diff.names).toEqual(['total', 'a', 'other']);
    expect(diff).toMatchObject({ total: 15, maxSelf: 12 });
  });

  it('pads the right of a side that lacks a function', () => {
    const diff = toFlamebearerDiff(treeFromText('a 5\nb 5'), treeFromText('b 3'), 0);
    expect(levelsOf(diff)[1]).toEqual([0, 5, 5, 0, 0, 0, 2, 0, 5, 5, 0, 3, 3, 1]);
  });
});
