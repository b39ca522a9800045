import { describe, expect, it } from 'vitest';
import { type ExplorePane, parseExplore } from '../../../../server/contract/explore-url.ts';
import type { QueryJump } from '../../../../server/contract/jump.ts';
import { epochMs } from '../../../../server/contract/units.ts';
import {
  addPane,
  changePane,
  changeQuery,
  closePane,
  duplicatePane,
  freezeTrail,
  linkPane,
  openBeside,
  openHere,
  type Origin,
  removeQuery,
  setView,
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

/** A jump's range above, as the range of the pane it leaves. */
const SAME = { from: epochMs(1000.5), to: epochMs(2000.2) };
const OTHER = { from: epochMs(0), to: epochMs(9000) };
const from = (paneId: string, range = OTHER): Origin => ({ paneId, range });
/** Range and link of each pane: `1000–2001 cursor`. */
const links = (trail: Trail): readonly string[] =>
  trail.panes.map(({ range, view }) => `${range.from}–${range.to} ${view?.link ?? 'linked'}`);

describe('trail', () => {
  it('opens a jump to the right of where it came from, with absolute time', () => {
    const next = openBeside(trailOf('aaa bbb ccc'), from('aaa'), jump);
    expect(next.panes.map((one) => one.datasource)).toEqual(['loki', 'tempo', 'loki', 'loki']);
    expect(next.focus).toBe(next.panes[1]!.id);
    expect(next.panes[1]).toMatchObject({
      range: { from: '1000', to: '2001' },
      spanId: '0123456789abcdef',
      queries: [{ query: 'abc', datasource: { type: 'tempo', uid: 'tempo' } }],
    });
  });

  it('replaces in place under the same id', () => {
    const next = openHere(trailOf('aaa* bbb'), from('aaa'), jump);
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
  });

  it('survives the URL, focus included', () => {
    const trail = openBeside(trailOf('aaa* bbb'), from('aaa'), jump);
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

describe('linked ranges', () => {
  const unlinked = (id: string, link: 'cursor' | 'none' = 'cursor') =>
    pane(id, { range: { from: '5', to: '6' }, view: { link } });
  const mixed: Trail = { panes: [pane('aaa'), unlinked('bbb'), pane('ccc'), unlinked('ddd', 'none')], focus: 'aaa' };

  it('change together', () => {
    const range = { from: '1', to: '2' };
    expect(links(changePane(mixed, 'ccc', { range }))).toEqual(['1–2 linked', '5–6 cursor', '1–2 linked', '5–6 none']);
    expect(links(changePane(mixed, 'bbb', { range }))).toEqual([
      'now-1h–now linked',
      '1–2 cursor',
      'now-1h–now linked',
      '5–6 none',
    ]);
  });

  it('are held at the moment of a jump over the same range, and left alone by one with its own window', () => {
    expect(links(openBeside(mixed, from('aaa', SAME), jump))).toEqual([
      '1000–2001 linked',
      '1000–2001 linked',
      '5–6 cursor',
      '1000–2001 linked',
      '5–6 none',
    ]);
    expect(links(openBeside(trailOf('aaa'), from('aaa'), jump))).toEqual(['now-1h–now linked', '1000–2001 cursor']);
    expect(links(openBeside(mixed, from('bbb', SAME), jump))[2]).toBe('1000–2001 cursor');
    expect(links(openBeside({ panes: [], focus: '' }, null, jump))).toEqual(['1000–2001 linked']);
  });

  it('hold in place, too', () => {
    expect(links(openHere(trailOf('aaa'), from('aaa'), jump))).toEqual(['1000–2001 linked']);
    expect(links(openHere(trailOf('aaa bbb'), from('aaa'), jump))).toEqual(['1000–2001 cursor', 'now-1h–now linked']);
    expect(links(openHere(trailOf('aaa bbb'), from('aaa', SAME), jump))).toEqual([
      '1000–2001 linked',
      '1000–2001 linked',
    ]);
  });

  it('are left with the range at hand, and joined with the others’', () => {
    expect(links(linkPane(mixed, 'aaa', 'cursor'))[0]).toBe('now-1h–now cursor');
    expect(links(linkPane(mixed, 'bbb', undefined))[1]).toBe('now-1h–now linked');
    const none: Trail = { panes: [unlinked('aaa'), unlinked('bbb')], focus: 'aaa' };
    expect(links(linkPane(none, 'bbb', undefined))).toEqual(['5–6 cursor', '5–6 linked']);
  });

  it('are what a new pane starts with, and what a copy keeps', () => {
    const range = { from: '7', to: '8' };
    expect(links(addPane(mixed, pane('eee', { range })))[4]).toBe('now-1h–now linked');
    expect(links(addPane({ panes: [unlinked('aaa')], focus: 'aaa' }, pane('eee', { range })))[1]).toBe('5–6 linked');
    expect(links(duplicatePane(mixed, 'bbb'))[2]).toBe('5–6 cursor');
  });

  it('are not invented for links from elsewhere: a pane with another range keeps it', () => {
    const range = { from: '7', to: '8' };
    const read = toTrail({ panes: [unlinked('aaa'), pane('bbb'), pane('ccc', { range }), pane('ddd')] }, 'bbb');
    expect(links(read)).toEqual(['5–6 cursor', 'now-1h–now linked', '7–8 cursor', 'now-1h–now linked']);
  });
});

it('remembers the rule of a jump, and lets the note stay with the pane it is about', () => {
  const trail = openBeside(trailOf('aaa'), from('aaa'), jump);
  expect(trail.panes[1]!.view).toEqual({ rule: 'default:log-trace', link: 'cursor' });
  const noted = setView(trail, trail.focus, { note: 'look', title: 'Slow' });
  expect(duplicatePane(noted, noted.focus).panes[2]!.view).toEqual({
    rule: 'default:log-trace',
    link: 'cursor',
    title: 'Slow',
  });
  expect(setView(trailOf('aaa'), 'aaa', { title: undefined }).panes[0]).not.toHaveProperty('view');
});
