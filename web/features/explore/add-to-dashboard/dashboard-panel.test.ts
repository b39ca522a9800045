import { describe, expect, it } from 'vitest';
import type { ExplorePane, PaneQuery } from '../../../../server/contract/explore-url.ts';
import type { SourceInfo, SourceType } from '../../../../server/contract/source.ts';
import { addPanel, newDashboard, panelOf } from './dashboard-panel.ts';

const source = (type: SourceType): SourceInfo => ({ uid: 'u', name: 'U', type }) as SourceInfo;
const pane = (...queries: readonly PaneQuery[]): ExplorePane => ({
  id: 'aaa',
  datasource: 'u',
  queries,
  range: { from: 'now-1h', to: 'now' },
});
const panel = panelOf(pane({ refId: 'A', expr: 'up' }), source('prometheus'), 'Up');
const at = (id: number, ...[x, y, w = 12, h = 8]: readonly number[]) => ({ id, gridPos: { x, y, w, h } });
const placeIn = (...panels: readonly object[]) => (addPanel({ panels }, panel)['panels'] as readonly object[]).at(-1);

describe('a panel of a pane', () => {
  it.each([
    ['prometheus', { refId: 'A', expr: 'up', range: true }, 'timeseries'],
    ['prometheus', { refId: 'A', expr: 'up', instant: true, range: false }, 'table'],
    ['loki', { refId: 'A', expr: ' {a="b"} |= "x"' }, 'logs'],
    ['loki', { refId: 'A', expr: 'sum(rate({a="b"}[1m]))' }, 'timeseries'],
  ] as const)('of %s asking %o is a %s', (type, query, expected) => {
    expect(panelOf(pane(query), source(type), 'x').type).toBe(expected);
  });

  it('asks what the pane asks, of the pane’s source, and leaves out what is not written yet', () => {
    const two = pane(
      { refId: 'A', expr: 'up', legendFormat: '{{job}}', datasource: { uid: 'other' } },
      { refId: 'B', expr: ' ' },
    );
    expect(panelOf(two, source('prometheus'), 'Up')).toMatchObject({
      title: 'Up',
      datasource: { type: 'prometheus', uid: 'u' },
      targets: [{ refId: 'A', expr: 'up', legendFormat: '{{job}}', datasource: { type: 'prometheus', uid: 'u' } }],
    });
  });
});

describe('its place', () => {
  it('is below everything, or beside a lone panel at the end', () => {
    expect(placeIn()).toMatchObject({ id: 1, gridPos: { x: 0, y: 0, w: 12, h: 8 } });
    expect(placeIn(at(1, 0, 0), at(2, 12, 0))).toMatchObject({ id: 3, gridPos: { x: 0, y: 8, w: 12, h: 8 } });
    expect(placeIn(at(4, 0, 0, 24), at(2, 0, 8, 10, 5))).toMatchObject({
      id: 5,
      gridPos: { x: 10, y: 8, w: 12, h: 5 },
    });
    expect(placeIn(at(1, 0, 0, 24, 9))).toMatchObject({ gridPos: { x: 0, y: 9 } });
  });

  it('has an id that no panel has, in rows neither', () => {
    expect(placeIn({ ...at(1, 0, 0, 24, 1), type: 'row', panels: [at(7, 0, 1)] })).toMatchObject({
      id: 8,
      gridPos: { x: 0, y: 1 },
    });
  });

  it('is a row where the dashboard has rows', () => {
    const old = addPanel({ rows: [{ panels: [{ id: 3 }] }] }, panel);
    expect(old).toMatchObject({
      rows: [{ panels: [{ id: 3 }] }, { panels: [{ id: 4, span: 12, type: 'timeseries' }] }],
    });
  });

  it('is found in a dashboard that makes no sense', () => {
    expect(addPanel({ panels: 'x', rows: null }, panel)['panels']).toHaveLength(1);
    expect(addPanel({ panels: [null, 3, { gridPos: { y: 'a', h: NaN } }] }, panel)['panels']).toHaveLength(4);
  });
});

it('starts a dashboard over the pane’s range where that moves with the clock', () => {
  expect(newDashboard('X', { from: 'now-6h', to: 'now' })['time']).toEqual({ from: 'now-6h', to: 'now' });
  expect(newDashboard('X', { from: '1', to: '2' })['time']).toEqual({ from: 'now-1h', to: 'now' });
});
