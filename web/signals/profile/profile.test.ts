import { describe, expect, it } from 'vitest';
import { compareFunctions, compareStacks } from './diff.ts';
import { buildFlameTree, childrenOf, nameOf, pathOf, rowAt, stackOf, toFolded } from './flame-tree.ts';
import { packageName, packageSlot } from './package-name.ts';
import { profileFromText } from './profile-from-text.ts';
import { pruneToWidest, type FrameNode } from './prune.ts';
import { sandwich } from './sandwich.ts';
import { searchFrames } from './search.ts';
import { topFunctions } from './top-functions.ts';

const treeOf = (text: string) => buildFlameTree(profileFromText(text));

const SHOP = `
main
  http 2
    query 6
      parse 1
    render 3
  gc 4
`;

describe('buildFlameTree', () => {
  it('links rows to their callers and to where they end', () => {
    const tree = treeOf(SHOP);
    expect([...tree.parent]).toEqual([-1, 0, 1, 2, 3, 2, 1]);
    expect([...tree.end]).toEqual([7, 7, 6, 5, 5, 6, 7]);
    expect([...tree.total]).toEqual([16, 16, 12, 7, 1, 3, 4]);
    expect(childrenOf(tree, 2).map((row) => nameOf(tree, row))).toEqual(['query', 'render']);
    expect(stackOf(tree, 4).map((row) => nameOf(tree, row))).toEqual(['total', 'main', 'http', 'query', 'parse']);
    expect(pathOf(tree, 4)).toEqual(['main', 'http', 'query', 'parse']);
    expect(rowAt(tree, ['main', 'gc'])).toBe(6);
    expect(rowAt(tree, ['main', 'http', 'gone', 'parse'])).toBe(2);
  });

  it('takes a row that skips a level as one below', () => {
    const answer = {
      names: ['total', 'a'],
      nameIndex: [0, 1],
      depth: [0, 9],
      total: [1, 1],
      self: [0, 1],
      sampleUnit: '',
      meta: {},
    };
    expect([...buildFlameTree(answer).depth]).toEqual([0, 1]);
  });

  it('reads nothing', () => {
    expect(toFolded(treeOf(''))).toBe('');
  });
});

/** `name value` a line. */
function drawn(node: FrameNode, depth = 0): string {
  const children = node.children.map((child) => `\n${drawn(child, depth + 1)}`).join('');
  return `${'  '.repeat(depth)}${node.name} ${node.value}${children}`;
}

describe('pruneToWidest', () => {
  it('keeps all when there are few', () => {
    expect(drawn(pruneToWidest(treeOf('a 1\n  b 2'), { limit: 10 }))).toBe('total 3\n  a 3\n    b 2');
  });

  it('keeps the widest and merges the siblings left out', () => {
    const pruned = pruneToWidest(treeOf(SHOP), { limit: 4 });
    expect(drawn(pruned)).toBe(
      'total 16\n  main 16\n    http 12\n      query 7\n        other 1\n      other 3\n    other 4',
    );
    expect(pruned.children[0]?.children[1]?.row).toBe(-1);
  });

  it('takes callers before what they call when both are equally wide', () => {
    expect(drawn(pruneToWidest(treeOf('a\n  b\n    c 5'), { limit: 3 }))).toBe(
      'total 5\n  a 5\n    b 5\n      other 5',
    );
  });

  it('spends the limit below the focus, and keeps the way there', () => {
    const tree = treeOf(SHOP);
    const pruned = pruneToWidest(tree, { limit: 2, focus: rowAt(tree, ['main', 'http', 'query']) });
    expect(drawn(pruned)).toBe(
      'total 16\n  main 16\n    http 12\n      query 7\n        parse 1\n      other 3\n    other 4',
    );
  });

  it('prunes 100,000 rows in well under a second', () => {
    const tree = treeOf(Array.from({ length: 20 }, (_, i) => `f${i}\n  g${i} 1`).join('\n'));
    const length = 100_000;
    const big = {
      ...tree,
      length,
      nameIndex: new Int32Array(length).fill(1),
      depth: new Int32Array(length).fill(1),
      parent: Int32Array.from({ length }, (_, row) => (row === 0 ? -1 : 0)),
      end: Int32Array.from({ length }, (_, row) => (row === 0 ? length : row + 1)),
      total: Float64Array.from({ length }, (_, row) => (row === 0 ? 1e9 : row % 977)),
      self: new Float64Array(length),
    };
    const start = performance.now();
    expect(pruneToWidest(big, { limit: 1000 }).children).toHaveLength(1000);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('searchFrames', () => {
  it('matches words without regard to case, and sums outermost matches', () => {
    const tree = treeOf('Query 1\n  query.parse 2\nother\n  QUERY 4');
    expect(searchFrames(tree, 'query')).toEqual({ names: [false, true, true, false, true], rows: 3, total: 7 });
    expect(searchFrames(tree, 'parse query')?.rows).toBe(1);
  });

  it('finds nothing without words, and never the root', () => {
    const tree = treeOf('a 1');
    expect(searchFrames(tree, '  ')).toBeNull();
    expect(searchFrames(tree, 'total')).toMatchObject({ rows: 0, total: 0 });
  });
});

describe('topFunctions', () => {
  it('sums self and total over all stacks', () => {
    expect(topFunctions(treeOf('a\n  c 1\nb 2\n  c 3'))).toEqual([
      { name: 'c', self: 4, total: 4 },
      { name: 'b', self: 2, total: 5 },
      { name: 'a', self: 0, total: 1 },
    ]);
  });

  it('counts recursion once', () => {
    expect(topFunctions(treeOf('f 1\n  g 2\n    f 4\n  f 8\nf 16'))).toEqual([
      { name: 'f', self: 29, total: 31 },
      { name: 'g', self: 2, total: 6 },
    ]);
  });
});

describe('sandwich', () => {
  it('merges callers upwards and callees downwards', () => {
    const tree = treeOf('a\n  log 1\n    fmt 2\nb\n  c\n    log 4\n      fmt 8\n      io 16');
    const { callers, callees } = sandwich(tree, 'log', 'count');
    expect(toFolded(buildFlameTree(callers))).toBe('a 3\nc;b 28');
    expect(toFolded(buildFlameTree(callees))).toBe('log 5\nfmt 10\nio 16');
    expect([callers.total[0], callees.total[0]]).toEqual([31, 31]);
  });

  it('counts recursion from the outermost call', () => {
    const { callers, callees } = sandwich(treeOf('a\n  f 1\n    f 2'), 'f', 'count');
    expect(toFolded(buildFlameTree(callers))).toBe('a 3');
    expect(toFolded(buildFlameTree(callees))).toBe('f 1\nf 2');
  });
});

describe('diff', () => {
  it('compares shares, not amounts', () => {
    const changes = compareFunctions(treeOf('a 50\nb 50'), treeOf('a 100\nb 50\nc 50'));
    expect(changes.map(({ name, change }) => [name, change])).toEqual([
      ['b', -0.25],
      ['c', 0.25],
      ['a', 0],
    ]);
  });

  it('compares stacks, not functions', () => {
    const right = treeOf('a\n  x 25\nb\n  x 75');
    expect([...compareStacks(treeOf('a\n  x 50\nb\n  x 50'), right)]).toEqual([0, -0.25, -0.25, 0.25, 0.25]);
  });

  it('knows nothing of an empty profile', () => {
    expect(compareFunctions(treeOf(''), treeOf('a 1'))).toMatchObject([{ name: 'a', leftShare: 0, rightShare: 1 }]);
  });
});

describe('packageName', () => {
  it.each([
    ['github.com/acme/shop/cart.(*Store).Add', 'github.com/acme/shop/cart'],
    ['net/http.(*conn).serve', 'net/http'],
    ['runtime.mallocgc', 'runtime'],
    ['com.acme.shop.Cart.add', 'com.acme.shop'],
    ['std::vector<int>::push_back', 'std'],
    ['<alloc::string::String as core::fmt::Write>::write_str', 'alloc'],
    ['app/db/pool.py acquire', 'app/db'],
    ['./src/server.ts:handle:12', 'src'],
    ['/app/node_modules/@hono/node-server/dist/index.mjs:respond', '@hono/node-server'],
    ['/usr/lib/python3/site-packages/django/db/models.py save', 'django'],
    ['(anonymous)', ''],
    ['main', ''],
    ['', ''],
  ])('%s is of %j', (name, expected) => {
    expect(packageName(name)).toBe(expected);
  });

  it('gives one package one slot', () => {
    expect(packageSlot('runtime.mallocgc')).toBe(packageSlot('runtime.gcStart'));
    expect(packageSlot('main')).toBeNull();
  });
});
