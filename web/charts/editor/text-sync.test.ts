import { describe, expect, it } from 'vitest';
import { createTextSync } from './text-sync.ts';

describe('an owner who answers late', () => {
  it('does not undo what was typed since', () => {
    const sync = createTextSync('');
    expect(['a', 'ab', 'abc'].map(sync.typed)).toEqual([true, true, true]);
    expect(['', 'a', 'ab', 'ab', 'abc'].map(sync.given)).toEqual([false, false, false, false, false]);
  });

  it('may skip answers', () => {
    const sync = createTextSync('');
    for (const text of ['a', 'ab', 'abc']) sync.typed(text);
    expect(sync.given('abc')).toBe(false);
    expect(sync.given('')).toBe(true);
  });

  it('sets another text, and takes it back', () => {
    const sync = createTextSync('x');
    expect(sync.given('y')).toBe(true);
    // The editor reports the text that it was given.
    expect(sync.typed('y')).toBe(false);
    expect(sync.given('x')).toBe(true);
  });

  it('is told of a text that is what it had, when it was told of another in between', () => {
    const sync = createTextSync('x');
    expect(sync.typed('xy')).toBe(true);
    expect(sync.typed('x')).toBe(true);
    expect(sync.given('xy')).toBe(false);
    expect(sync.given('x')).toBe(false);
  });
});
