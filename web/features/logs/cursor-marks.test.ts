import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../server/contract/units.ts';
import { createCursorMarks, nearestLine } from './cursor-marks.ts';

const nearest = (times: readonly number[], at: number): number =>
  nearestLine({ count: times.length, time: (position) => epochMs(times[position]!) }, { at, slack: 15 });

describe('nearestLine', () => {
  it.each([
    [100, 0],
    [149, 0],
    [151, 1],
    [200, 1],
    [299, 3],
    [300, 3],
  ])('finds the one next to %i, read forwards and backwards', (at, expected) => {
    const times = [100, 200, 210, 300];
    expect(nearest(times, at)).toBe(expected);
    expect(nearest(times.toReversed(), at)).toBe(3 - expected);
  });

  it('finds none outside, and none among none', () => {
    expect([84, 85, 315, 316].map((at) => nearest([100, 300], at))).toEqual([-1, 0, 1, -1]);
    expect(nearest([], 1)).toBe(-1);
  });
});

describe('cursor marks', () => {
  it('are on one row, also on one that comes into sight later', () => {
    const marks = createCursorMarks();
    const [first, second] = [document.createElement('div'), document.createElement('div')];
    const marked = () => [first, second].map((row) => row.hasAttribute('data-cursor'));
    const forget = marks.register(0, first);
    marks.mark(0);
    expect(marked()).toEqual([true, false]);
    marks.mark(1);
    marks.register(1, second);
    expect(marked()).toEqual([false, true]);
    forget();
    marks.mark(0);
    expect(marked()).toEqual([false, false]);
  });
});
