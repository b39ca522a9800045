import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../server/contract/units.ts';
import { createCursorMarks, nearestLine } from './cursor-marks.ts';

const lines = (...times: number[]) => ({ count: times.length, time: (position: number) => epochMs(times[position]!) });

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
    expect(nearestLine(lines(...times), at)).toBe(expected);
    expect(nearestLine(lines(...times.toReversed()), at)).toBe(3 - expected);
  });

  it('finds none outside, and none among none', () => {
    expect([99, 301].map((at) => nearestLine(lines(100, 300), at))).toEqual([-1, -1]);
    expect(nearestLine(lines(), 1)).toBe(-1);
    expect(nearestLine(lines(100.4), 100)).toBe(0);
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
