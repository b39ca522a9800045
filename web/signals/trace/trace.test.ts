import { describe, expect, it } from 'vitest';
import type { Trace } from '../../../server/contract/traces.ts';
import { criticalPath } from './critical-path.ts';
import { matchingRows } from './match.ts';
import { selfTimes, serviceStatistics } from './statistics.ts';
import { timeTicks } from './ticks.ts';
import { traceFromText } from './trace-from-text.ts';
import { ancestors, layoutTree, parentRows, visibleRows } from './tree.ts';

const drawn = (trace: Trace): string => {
  const tree = layoutTree(trace);
  return Array.from(tree.span, (index, row) => {
    const span = trace.spans[index]!;
    return `${'  '.repeat(tree.depth[row]!)}${trace.resources[span.resource]!.service}${tree.orphan[row] ? ' (orphan)' : ''}`;
  }).join('\n');
};

describe('layoutTree', () => {
  it('puts descendants directly below their span, siblings in order of start', () => {
    expect(drawn(traceFromText('api 0-10\n  late 5-6\n    deep 5-6\n  early 1-2'))).toBe(
      'api\n  early\n  late\n    deep',
    );
  });

  it('shows spans whose parent is missing as roots that say so', () => {
    expect(drawn(traceFromText('api 0-10\nlost 2-3 parent=gone\n  child 2-3'))).toBe('api\nlost (orphan)\n  child');
  });

  it('breaks cycles at the span that starts first', () => {
    expect(drawn(traceFromText('a 0-10 id=x parent=y\nb 1-2 id=y parent=x\nc 3-4 parent=y'))).toBe(
      'a (orphan)\n  b\n    c',
    );
    expect(drawn(traceFromText('self 0-1 id=q parent=q'))).toBe('self (orphan)');
  });

  it('shows every span of a repeated ID', () => {
    expect(drawn(traceFromText('a 0-10 id=x\n  b 1-2 id=z\n  c 2-3 id=z\n    d 2-3')).split('\n')).toHaveLength(4);
  });

  it('takes no trace at all, and a trace 100,000 deep', () => {
    expect(layoutTree(traceFromText('')).length).toBe(0);
    const deep = traceFromText('a 0-1');
    const spans = Array.from({ length: 100_000 }, (_, i) => ({
      ...deep.spans[0]!,
      spanId: `s${i}`,
      parentSpanId: i === 0 ? '' : `s${i - 1}`,
    }));
    const tree = layoutTree({ ...deep, spans });
    expect([tree.depth[99_999], tree.end[0]]).toEqual([99_999, 100_000]);
  });

  it('knows ends, parents and ancestors of rows', () => {
    const tree = layoutTree(traceFromText('a 0-10\n  b 1-2\n    c 1-2\n  d 3-4'));
    expect(Array.from(tree.end)).toEqual([4, 3, 3, 4]);
    expect([...parentRows(tree)]).toEqual([0, 1]);
    expect(ancestors(tree, 2)).toEqual([1, 0]);
  });
});

it('folds subtrees away', () => {
  const tree = layoutTree(traceFromText('a 0-10\n  b 1-2\n    c 1-2\n  d 3-4'));
  expect(Array.from(visibleRows(tree, new Set([1])))).toEqual([0, 1, 3]);
  expect(Array.from(visibleRows(tree, new Set([0, 1])))).toEqual([0]);
});

describe('criticalPath', () => {
  const path = (text: string) => {
    const trace = traceFromText(text);
    const tree = layoutTree(trace);
    return criticalPath(trace, tree).map(
      ({ row, startNs, endNs }) =>
        `${trace.resources[trace.spans[tree.span[row]!]!.resource]!.service} ${startNs / 1e6}-${endNs / 1e6}`,
    );
  };

  it('follows the child that ended last, and gives the rest to the span itself', () => {
    expect(path('api 0-10\n  db 2-8\n  cache 1-3')).toEqual(['api 0-2', 'db 2-8', 'api 8-10']);
  });

  it('chains children that ran one after another', () => {
    expect(path('api 0-10\n  a 1-4\n  b 4-9\n    c 5-9')).toEqual(['api 0-1', 'a 1-4', 'b 4-5', 'c 5-9', 'api 9-10']);
  });

  it('does not wait for what outlives its parent', () => {
    expect(path('api 0-10\n  consumer 5-50')).toEqual(['api 0-10']);
  });

  it('never overlaps and covers the longest root', () => {
    const trace = traceFromText('api 0-100\n  a 0-60\n    x 10-60\n  b 20-90\n    y 30-40\n    z 35-85\nother 0-5');
    const segments = criticalPath(trace, layoutTree(trace));
    expect(segments.reduce((sum, s) => sum + s.endNs - s.startNs, 0)).toBe(100e6);
    for (const [i, s] of segments.entries()) if (i > 0) expect(s.startNs).toBe(segments[i - 1]!.endNs);
  });
});

describe('statistics', () => {
  const trace = traceFromText('api 0-10\n  db 1-4 error\n  db 3-6\n  db 8-20');
  const tree = layoutTree(trace);

  it('give a span the time that none of its children covers', () => {
    // 1–6 and 8–10 of the parent's ten are covered.
    expect(Array.from(selfTimes(trace, tree), (ns) => ns / 1e6)).toEqual([3, 3, 3, 12]);
  });

  it('add up per service', () => {
    expect(serviceStatistics(trace, tree)).toEqual([
      { service: 'db', spans: 3, errors: 1, selfNs: 18e6 },
      { service: 'api', spans: 1, errors: 0, selfNs: 3e6 },
    ]);
  });
});

it('matches rows by every word, in names, services and attributes', () => {
  const base = traceFromText('api 0-10\n  db 1-4 error');
  const trace = {
    ...base,
    spans: base.spans.map((span, i) => ({ ...span, attributes: { 'db.system': i === 1 ? 'PostgreSQL' : 'none' } })),
  };
  const tree = layoutTree(trace);
  expect(matchingRows(trace, tree, 'DB.system=postgres error')).toEqual([1]);
  expect(matchingRows(trace, tree, 'call')).toEqual([0, 1]);
  expect(matchingRows(trace, tree, ' ')).toEqual([]);
});

it('puts ticks at round times', () => {
  expect(timeTicks(10e6, 5)).toEqual([0, 2e6, 4e6, 6e6, 8e6, 10e6]);
  expect(timeTicks(7.3e6, 4)).toEqual([0, 2e6, 4e6, 6e6]);
  expect(timeTicks(0, 4)).toEqual([0]);
});
