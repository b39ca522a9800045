import { describe, expect, it } from 'vitest';
import type { WidenStep } from '../../../../server/contract/correlate.ts';
import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { epochMs } from '../../../../server/contract/units.ts';
import { changePane, type Trail } from '../trail/trail.ts';
import { mayWiden, outcomeText, showExact, showStep, widenedText, widenRequest, widerMatch } from './widening.ts';

const id = '62973f27eb5d9ab726d3690ad701394d';
const source = { uid: 'loki', type: 'loki' } as SourceInfo;
const range = { from: epochMs(1000), to: epochMs(2000) };
const pane: ExplorePane = {
  id: 'abc',
  datasource: 'loki',
  queries: [{ refId: 'A', expr: `{a="b"} |= "${id}"`, datasource: { type: 'loki', uid: 'loki' } }],
  range: { from: '1000', to: '2000' },
  spanId: '0123456789abcdef',
  view: { rule: 'tracesToLogsV2', title: 'Mine' },
};
const other: ExplorePane = { ...pane, id: 'xyz', view: { ...pane.view, link: 'cursor' } };
const trail: Trail = { panes: [other, pane], focus: 'abc' };
const step = (more: Partial<WidenStep> = {}): WidenStep => ({
  id: '5s',
  targets: [{ refId: 'A', expr: '{a="b"}' }],
  range: { from: epochMs(-4000), to: epochMs(7000) },
  hits: { kind: 'count', count: 3, isAtLeast: false, unit: 'lines' },
  ...more,
});

describe('widening', () => {
  it('is for the panes of jumps, until they are widened or ask something else', () => {
    const widened = showStep(trail, 'abc', { step: step(), source });
    expect(trail.panes.map(mayWiden)).toEqual([true, true]);
    expect(widened.panes.map(mayWiden)).toEqual([true, false]);
    expect(showExact(widened, 'abc').panes.map(mayWiden)).toEqual([true, false]);
    expect(changePane(trail, 'abc', { range: { from: 'now-1h', to: 'now' } }).panes.map(mayWiden)).toEqual([
      true,
      false,
    ]);
    expect(mayWiden({ ...pane, view: {} })).toBe(false);
  });

  it('asks for what the pane asks, and names its trace when there is just one', () => {
    expect(widenRequest(pane, source, range)).toEqual({
      sourceUid: 'loki',
      targets: [{ refId: 'A', expr: `{a="b"} |= "${id}"` }],
      range,
      traceId: id,
    });
    const expr = `{a="b"} |~ "${id}|${id.replace('6', '7')}"`;
    expect(widenRequest({ ...pane, queries: [{ refId: 'A', expr }] }, source, range)).not.toHaveProperty('traceId');
    const longer = `{a="${id}00"}`;
    expect(widenRequest({ ...pane, queries: [{ refId: 'A', expr: longer }] }, source, range)).not.toHaveProperty(
      'traceId',
    );
  });

  it('shows a step and keeps what was asked, whichever step comes after', () => {
    const once = showStep(trail, 'abc', { step: step(), source });
    const twice = showStep(once, 'abc', { step: step({ id: '5m' }), source });
    expect(twice.panes[0]).toBe(other);
    expect(twice.panes[1]).toEqual({
      ...pane,
      queries: [{ refId: 'A', expr: '{a="b"}', datasource: { type: 'loki', uid: 'loki' } }],
      range: { from: '-4000', to: '7000' },
      view: { ...pane.view, widened: { step: '5m', exact: { queries: pane.queries, range: pane.range } } },
    });
    expect(showExact(twice, 'abc').panes[1]).toEqual({ ...pane, view: { title: 'Mine' } });
    expect(showExact(trail, 'abc').panes[1]).toBe(pane);
  });

  it('leaves the range that others share, and returns to it', () => {
    const { view: _, ...linked } = other;
    const shared: Trail = { panes: [linked, pane], focus: 'abc' };
    const widened = showStep(shared, 'abc', { step: step(), source });
    expect(widened.panes[1]?.view?.link).toBe('cursor');
    expect(widened.panes[0]).toBe(linked);
    expect(showExact(widened, 'abc').panes[1]).toEqual({ ...pane, view: { title: 'Mine' } });
    const moved = changePane(widened, 'xyz', { range: { from: '5', to: '6' } });
    expect(showExact(moved, 'abc').panes[1]?.view?.link).toBe('cursor');
  });

  it('takes only another step than the exact one for a match', () => {
    const steps = [step({ id: 'exact' }), step()];
    expect(widerMatch({ steps, matched: '5s' })).toBe(steps[1]);
    expect(widerMatch({ steps, matched: 'exact' })).toBeNull();
    expect(widerMatch({ steps, matched: null })).toBeNull();
  });

  it('says what was tried, also of a word it does not know', () => {
    expect(widenedText('5s')).toBe('Nothing in the exact window; found with 5 s more on both sides.');
    for (const word of ['constructor', 'exact', '']) expect(widenedText(word)).toMatch(/^This shows more/);
    expect(outcomeText(step().hits)).toBe('3 lines');
    expect(outcomeText({ kind: 'count', count: 0, isAtLeast: false, unit: 'traces' })).toBe('no traces');
    expect(outcomeText({ kind: 'unknown', reason: 'no trace ID' })).toBe('no trace ID');
  });
});
