import { describe, expect, it } from 'vitest';
import { type ExplorePane, parseExplore } from '../../../server/contract/explore-url.ts';
import type { QueryJump } from '../../../server/contract/jump.ts';
import { epochMs } from '../../../server/contract/units.ts';
import {
  changePane,
  changeQuery,
  closePane,
  duplicatePane,
  freezeTrail,
  nextRefId,
  openBeside,
  openHere,
  removeQuery,
  toTrail,
  type Trail,
  trailHref,
  trailSearch,
} from './trail.ts';

const pane = (id: string, more: Partial<ExplorePane> = {}): ExplorePane => ({
  id,
  datasource: 'loki',
  queries: [{ refId: 'A', expr: '{a="b"}' }],
  range: { from: 'now-1h', to: 'now' },
  ...more,
});

/** `trailOf('a01 b02*')`: panes by id, the star marks the focus. */
function trailOf(text: string): Trail {
  const ids = text.split(' ');
  const focus = ids.find((id) => id.endsWith('*'))?.slice(0, 3) ?? ids.at(-1)!;
  return { panes: ids.map((id) => pane(id.slice(0, 3))), focus };
}
const ids = (trail: Trail): string => trail.panes.map((one) => one.id + (one.id === trail.focus ? '*' : '')).join(' ');

const jump: QueryJump = {
  kind: 'query',
  id: 'default:log-trace:tempo',
  title: 'Trace',
  rule: 'default:log-trace',
  signal: 'traces',
  sourceUid: 'tempo',
  sourceType: 'tempo',
  targets: [{ refId: 'A', queryType: 'traceql', query: 'abc' }],
  range: { from: epochMs(1000.5), to: epochMs(2000.2) },
  spanId: '0123456789abcdef',
};

describe('trail', () => {
  it('opens a jump to the right of where it came from, with absolute time', () => {
    const next = openBeside(trailOf('aaa bbb ccc'), 'aaa', jump);
    expect(next.panes.map((one) => one.datasource)).toEqual(['loki', 'tempo', 'loki', 'loki']);
    expect(next.focus).toBe(next.panes[1]!.id);
    expect(next.panes[1]).toMatchObject({
      range: { from: '1000', to: '2001' },
      spanId: '0123456789abcdef',
      queries: [{ query: 'abc', datasource: { type: 'tempo', uid: 'tempo' } }],
    });
  });

  it('replaces in place under the same id', () => {
    const next = openHere(trailOf('aaa* bbb'), 'aaa', jump);
    expect(ids(next)).toBe('aaa* bbb');
    expect(next.panes[0]!.datasource).toBe('tempo');
  });

  it('gives the focus of a closed pane to its left neighbour and keeps the last pane', () => {
    expect(ids(closePane(trailOf('aaa bbb* ccc'), 'bbb'))).toBe('aaa* ccc');
    expect(ids(closePane(trailOf('aaa* bbb'), 'aaa'))).toBe('bbb*');
    expect(ids(closePane(trailOf('aaa bbb*'), 'aaa'))).toBe('bbb*');
    expect(ids(closePane(trailOf('aaa*'), 'aaa'))).toBe('aaa*');
    expect(ids(closePane(trailOf('aaa bbb*'), 'zzz'))).toBe('aaa bbb*');
  });

  it('duplicates beside', () => {
    const next = duplicatePane(trailOf('aaa bbb'), 'aaa');
    expect(next.panes).toHaveLength(3);
    expect(next.panes[1]!.queries).toEqual(next.panes[0]!.queries);
    expect(new Set(next.panes.map((one) => one.id)).size).toBe(3);
  });

  it('forgets the span when the query changes, not when the range does', () => {
    const trail: Trail = { panes: [pane('aaa', { spanId: 'x' })], focus: 'aaa' };
    expect(changePane(trail, 'aaa', { range: { from: '1', to: '2' } }).panes[0]!.spanId).toBe('x');
    expect(changeQuery(trail, 'aaa', { refId: 'A', expr: '{c="d"}' }).panes[0]!.spanId).toBeUndefined();
  });

  it('adds, changes and removes queries by refId', () => {
    const two = changeQuery(trailOf('aaa'), 'aaa', { refId: 'B', expr: 'x' });
    expect(two.panes[0]!.queries.map((query) => query.refId)).toEqual(['A', 'B']);
    expect(removeQuery(two, 'aaa', 'A').panes[0]!.queries.map((query) => query.refId)).toEqual(['B']);
    expect(removeQuery(trailOf('aaa'), 'aaa', 'A').panes[0]!.queries).toHaveLength(1);
    expect(nextRefId([{ refId: 'A' }, { refId: 'C' }])).toBe('B');
  });

  it('survives the URL, focus included', () => {
    const trail = openBeside(trailOf('aaa* bbb'), 'aaa', jump);
    const search = trailSearch(trail);
    expect(toTrail(parseExplore(search), search['focus'] as string)).toEqual(trail);
    const url = new URL(trailHref(trail), 'http://x');
    const fromUrl = Object.fromEntries(url.searchParams);
    expect(toTrail(parseExplore(fromUrl), fromUrl['focus'])).toEqual(trail);
  });

  it('freezes relative times for sharing', () => {
    const frozen = freezeTrail(trailOf('aaa'), epochMs(1_764_000_000_000));
    expect(frozen.panes[0]!.range).toEqual({ from: '1763996400000', to: '1764000000000' });
    expect(freezeTrail(frozen, epochMs(1_765_000_000_000))).toEqual(frozen);
  });
});
