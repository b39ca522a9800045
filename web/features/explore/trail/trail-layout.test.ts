import { describe, expect, it } from 'vitest';
import {
  foldPane,
  isCollapsed,
  movePane,
  neighbourOf,
  pairsOf,
  partOf,
  resizePair,
  shares,
  shiftPane,
} from './trail-layout.ts';
import { setView, type Trail } from './trail.ts';

/** `trailOf('a01 b02* c03/ d04=2')`: panes by id; the star marks the focus, the slash a folded pane, `=` its share. */
function trailOf(text: string): Trail {
  const words = text.split(' ');
  const panes = words.map((word) => {
    const grow = Number(word.split('=')[1] ?? 1);
    const view = { ...(word.includes('/') ? { isCollapsed: true } : {}), ...(grow === 1 ? {} : { grow }) };
    return {
      id: word.slice(0, 3),
      datasource: 'loki',
      queries: [],
      range: { from: 'now-1h', to: 'now' },
      ...(Object.keys(view).length > 0 ? { view } : {}),
    };
  });
  return { panes, focus: (words.find((word) => word.includes('*')) ?? words.at(-1)!).slice(0, 3) };
}
const text = (trail: Trail): string =>
  trail.panes
    .map((pane) => {
      const grow = pane.view?.grow === undefined ? '' : `=${pane.view.grow}`;
      return pane.id + (pane.id === trail.focus ? '*' : '') + (isCollapsed(pane) ? '/' : '') + grow;
    })
    .join(' ');

describe('order', () => {
  it('moves a pane and gives it the focus', () => {
    const trail = trailOf('aaa* bbb ccc');
    expect(text(movePane(trail, 'ccc', 0))).toBe('ccc* aaa bbb');
    expect(text(movePane(trail, 'aaa', 9))).toBe('bbb ccc aaa*');
    expect(text(shiftPane(trail, 'bbb', 1))).toBe('aaa ccc bbb*');
  });

  it('is the same trail where nothing moves', () => {
    const trail = trailOf('aaa bbb*');
    expect(shiftPane(trail, 'aaa', -1)).toBe(trail);
    expect(shiftPane(trail, 'bbb', 1)).toBe(trail);
    expect(movePane(trail, 'zzz', 0)).toBe(trail);
  });

  it('has neighbours, and ends', () => {
    expect(neighbourOf(trailOf('aaa bbb* ccc'), -1)).toBe('aaa');
    expect(neighbourOf(trailOf('aaa bbb* ccc'), 1)).toBe('ccc');
    expect(neighbourOf(trailOf('aaa* bbb'), -1)).toBe('aaa');
  });
});

describe('folding', () => {
  it('folds and unfolds, and leaves one pane open', () => {
    const folded = foldPane(trailOf('aaa* bbb'), 'aaa', true);
    expect(text(folded)).toBe('aaa*/ bbb');
    expect(foldPane(folded, 'bbb', true)).toBe(folded);
    expect(text(foldPane(folded, 'aaa', false))).toBe('aaa* bbb');
    expect(foldPane(folded, 'aaa', false).panes[0]).not.toHaveProperty('view');
  });
});

describe('widths', () => {
  it('are shares with an average of one, whatever the URL says', () => {
    expect([...shares(trailOf('aaa=20 bbb=20 ccc/ ddd=10').panes)]).toEqual([
      ['aaa', 1.2],
      ['bbb', 1.2],
      ['ddd', 0.6],
    ]);
  });

  it('have a separator between neighbours that are open', () => {
    expect([...pairsOf(trailOf('aaa bbb/ ccc ddd/').panes).values()]).toEqual([{ left: 'aaa', right: 'ccc' }]);
    expect(pairsOf(trailOf('aaa').panes).size).toBe(0);
  });

  it('change between two panes and leave the others as they are', () => {
    const pair = { left: 'aaa', right: 'bbb' };
    const trail = resizePair(trailOf('aaa bbb ccc'), pair, 0.75);
    expect(text(trail)).toBe('aaa=1.5 bbb=0.5 ccc*');
    expect(partOf(trail.panes, pair)).toBe(0.75);
    expect(partOf(resizePair(trail, pair, 0).panes, pair)).toBeCloseTo(0.15);
    expect(text(resizePair(trail, pair, null))).toBe('aaa bbb ccc*');
  });

  it('keep their proportions when a pane is gone', () => {
    const three = resizePair(trailOf('aaa bbb ccc'), { left: 'aaa', right: 'bbb' }, 0.75);
    const two = { ...three, panes: three.panes.slice(0, 2) };
    expect(text(resizePair(two, { left: 'aaa', right: 'bbb' }, 0.5))).toBe('aaa bbb');
    expect(setView(two, 'aaa', { grow: undefined }).panes[0]).not.toHaveProperty('view');
  });
});
