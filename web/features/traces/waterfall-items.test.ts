import { describe, expect, it } from 'vitest';
import { unixNano } from '../../../server/contract/units.ts';
import { type JoinedTrace, joinTrace } from '../../signals/trace/join.ts';
import { traceFromText } from '../../signals/trace/trace-from-text.ts';
import { layoutTree, parentRows, visibleRows } from '../../signals/trace/tree.ts';
import { lineOf, moveInItems, narrowed, rowOf, withLines } from './waterfall-items.ts';

const trace = traceFromText('a 0-100\n  b 10-20\n    c 12-14\n  d 50-60');
const tree = layoutTree(trace);
const line = (service: string, ms: number) => ({
  timestamp: unixNano(BigInt(trace.startUnixNano) + BigInt(ms * 1e6)),
  line: `${service} ${ms}`,
  labels: { service_name: service },
  structuredMetadata: {},
  parsed: {},
});
const joined: JoinedTrace = joinTrace({
  trace,
  tree,
  rows: [line('d', 55), line('b', 11), line('b', 15)],
  exemplars: [],
});
const all = visibleRows(tree, new Set());

describe('spans with their lines', () => {
  const items = withLines(all, joined);
  it('stand in the order of rows, then of time', () => {
    expect([...items]).toEqual([0, 1, -1, -2, 2, 3, -3]);
    expect(lineOf(joined, -2)?.line.row.line).toBe('b 15');
    expect(rowOf(joined, -3)).toBe(3);
  });
  it('leave out the lines of what is folded away', () => {
    expect([...withLines(visibleRows(tree, new Set([0])), joined)]).toEqual([0]);
  });
  it('take the keys of a tree', () => {
    const state = (position: number) => ({
      tree,
      rows: items,
      position,
      folded: new Set<number>(),
      parents: parentRows(tree),
      matches: [],
    });
    expect(moveInItems('ArrowDown', state(1), joined)).toEqual({ row: -1 });
    expect(moveInItems('ArrowLeft', state(2), joined)).toEqual({ row: 1 });
    expect(moveInItems('Enter', state(3), joined)).toEqual({ open: 1 });
    expect(moveInItems('ArrowRight', state(2), joined)).toEqual({});
  });
});

it('keeps the callers of the rows that a filter keeps', () => {
  expect([...narrowed(all, tree, new Set([2]))]).toEqual([0, 1, 2]);
  expect([...narrowed(all, tree, new Set())]).toEqual([]);
});
