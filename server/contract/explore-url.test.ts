import { describe, expect, it } from 'vitest';
import { exploreHref, formatExplore, nextPaneId, parseExplore, toTarget } from './explore-url.ts';

const range = { from: 'now-15m', to: 'now' };
const pane = {
  id: 'abc',
  datasource: 'loki',
  queries: [{ refId: 'A', expr: '{a="b"} |= "ü\\"&#"' }],
  range,
  spanId: '0123456789abcdef',
};

describe('parseExplore', () => {
  it('keeps what only we know of a pane inside panelsState, and nothing malformed', () => {
    const view = {
      title: 'Slow',
      note: '**look**',
      link: 'cursor',
      isCollapsed: true,
      grow: 2,
      rule: 'default:log-trace',
    };
    const pane = { datasource: 'loki', queries: [], range: { from: 'now-1h', to: 'now' } };
    const read = (sightline: unknown) =>
      parseExplore({ panes: JSON.stringify({ abc: { ...pane, panelsState: { sightline } } }) }).panes[0]?.view;
    expect(read(view)).toEqual(view);
    expect(read({ ...view, grow: -1, link: 'x', note: 7 })).toEqual({
      title: 'Slow',
      isCollapsed: true,
      rule: 'default:log-trace',
    });
    expect(read('text')).toBeUndefined();
    const widened = { step: '5s', exact: { queries: [{ refId: 'A', expr: '{a="b"}' }], range: pane.range } };
    expect(read({ widened })).toEqual({ widened });
  });

  it('reads back what formatExplore writes, through a real URL', () => {
    const url = new URL(exploreHref({ panes: [pane, { ...pane, id: 'b0d' }] }), 'http://127.0.0.1');
    expect(parseExplore(Object.fromEntries(url.searchParams))).toEqual({ panes: [pane, { ...pane, id: 'b0d' }] });
  });

  it('packs a long trail, and reads it back', () => {
    const long = { ...pane, queries: Array.from({ length: 40 }, (_, i) => ({ ...pane.queries[0]!, refId: `Q${i}` })) };
    const { panes } = formatExplore({ panes: [long] });
    expect(panes).toMatch(/^~/);
    expect(panes.length).toBeLessThan(600);
    expect(parseExplore({ panes })).toEqual({ panes: [long] });
    expect(parseExplore({ panes: panes.slice(0, -9) })).toMatchObject({
      panes: [],
      error: expect.stringContaining('could not be read'),
    });
  });

  it('reads panes that a router has parsed already', () => {
    expect(parseExplore({ panes: JSON.parse(formatExplore({ panes: [pane] }).panes) })).toEqual({ panes: [pane] });
  });

  it('reads the older left and right, as object and as array', () => {
    const left = JSON.stringify({
      datasource: 'Tempo',
      queries: [{ refId: 'A', query: 'ab' }],
      range,
      panelsState: { trace: { spanId: 'cd' } },
    });
    const right = JSON.stringify([
      'now-1h',
      'now',
      'Loki',
      { expr: '{}', refId: 'A' },
      { ui: [true] },
      { mode: 'Logs' },
    ]);
    const { panes } = parseExplore({ left, right });
    expect(panes.map((p) => [p.datasource, p.queries.length, p.range.from, p.spanId])).toEqual([
      ['Tempo', 1, 'now-15m', 'cd'],
      ['Loki', 1, 'now-1h', undefined],
    ]);
  });

  it('takes the source of the first query where the pane names none', () => {
    const panes = { abc: { queries: [{ refId: 'A', datasource: { type: 'loki', uid: 'l1' } }], range } };
    expect(parseExplore({ panes }).panes[0]?.datasource).toBe('l1');
  });

  it('opens a pane of several sources as one pane for each', () => {
    const queries = [
      { refId: 'A', expr: 'up', datasource: { type: 'prometheus', uid: 'p' } },
      { refId: 'B', expr: '{}', datasource: { type: 'loki', uid: 'l' } },
      { refId: 'C', expr: 'down', datasource: { type: 'prometheus', uid: 'p' } },
      { refId: 'D', query: 'ab', datasource: 'Tempo' },
    ];
    const mixed = { datasource: '-- Mixed --', queries, range };
    const found = parseExplore({ panes: { abc: mixed, xyz: { datasource: 'l', range } } }).panes;
    expect(found.map((pane) => [pane.id, pane.datasource, pane.queries.map(({ refId }) => refId)])).toEqual([
      ['abc', 'p', ['A', 'C']],
      ['a00', 'l', ['B']],
      ['a01', 'Tempo', ['D']],
      ['xyz', 'l', []],
    ]);
    expect(parseExplore({ left: JSON.stringify(mixed) }).panes.map((pane) => pane.datasource)).toEqual([
      'p',
      'l',
      'Tempo',
    ]);
  });

  it('gives a letter of its own to each query that has none or another’s', () => {
    const queries = [{ refId: 'B' }, { expr: 'x' }, { refId: 'B' }, { refId: 'C' }, { refId: 'A' }];
    const letters = parseExplore({ panes: { abc: { queries, range } } }).panes[0]?.queries.map(({ refId }) => refId);
    expect(letters).toEqual(['B', 'A', 'D', 'C', 'E']);
  });

  it('replaces pane IDs that Grafana would not have', () => {
    const panes = { '123': { range }, toolong: { range }, 'a-b': { range } };
    expect(parseExplore({ panes }).panes.map((p) => p.id)).toEqual(['a00', 'a01', 'a02']);
  });

  it('says so when the address is not JSON, and gives no panes', () => {
    expect(parseExplore({ panes: '{"abc":' })).toMatchObject({
      panes: [],
      error: expect.stringContaining('could not be read'),
    });
  });

  it('falls back where a field is of the wrong type', () => {
    const panes = { abc: { datasource: 7, queries: 'x', range: { from: 1, to: 2 } } };
    expect(parseExplore({ panes }).panes[0]).toEqual({
      id: 'abc',
      datasource: '',
      queries: [],
      range: { from: 'now-1h', to: 'now' },
    });
  });

  it('keeps at most twenty panes', () => {
    const panes = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`a${String(i).padStart(2, '0')}`, { range }]),
    );
    expect(parseExplore({ panes }).panes).toHaveLength(20);
  });
});

it('names panes so that none is taken twice', () => {
  expect([nextPaneId([]), nextPaneId(['a00']), nextPaneId(['a00', 'a01'])]).toEqual(['a00', 'a01', 'a02']);
});

it('makes targets whole for each type of source', () => {
  expect(toTarget('loki', { refId: 'A', expr: '{}', queryType: 'instant', maxLines: 5 })).toEqual({
    refId: 'A',
    expr: '{}',
    queryType: 'instant',
    maxLines: 5,
  });
  expect(toTarget('prometheus', { refId: 'B', expr: 4 })).toEqual({ refId: 'B', expr: '' });
  expect(toTarget('tempo', { refId: 'A', query: '{}', queryType: 'traceqlSearch' })).toEqual({
    refId: 'A',
    query: '{}',
    queryType: 'traceql',
  });
  expect(toTarget('grafana-pyroscope-datasource', { refId: 'A', spanSelector: ['ab', 3] })).toEqual({
    refId: 'A',
    queryType: 'both',
    profileTypeId: '',
    labelSelector: '{}',
    spanSelector: ['ab'],
  });
});
