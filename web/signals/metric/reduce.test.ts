import { describe, expect, it } from 'vitest';
import { isReducer, reduce, reducerTitle, reducerUnit, reduceToNumber } from './reduce.ts';

const holes = Float64Array.of(NaN, 4, 2, 2, NaN, 8, NaN);

describe('reduce', () => {
  it.each([
    ['last', null],
    ['lastNotNull', 8],
    ['first', null],
    ['firstNotNull', 4],
    ['min', 2],
    ['max', 8],
    ['mean', 4],
    ['median', 3],
    ['sum', 16],
    ['count', 4],
    ['range', 6],
    ['diff', 4],
    ['diffperc', 1],
    ['step', 6],
    ['variance', 6],
    ['changeCount', 2],
    ['distinctCount', 3],
    ['allIsZero', false],
    ['allIsNull', false],
    ['p99', 8],
    ['p1', 2],
  ])('%s of a column with holes', (id, expected) => {
    expect(reduce(holes, id)).toEqual(expected);
  });

  it('counts a fall as a counter reset', () => {
    expect(reduce([10, 15, 3, 4], 'delta')).toBe(9);
  });

  it('lists all and unique values', () => {
    expect(reduce(holes, 'allValues')).toEqual([4, 2, 2, 8]);
    expect(reduce(holes, 'uniqueValues')).toEqual([4, 2, 8]);
  });

  it.each(['lastNotNull', 'min', 'max', 'mean', 'median', 'range', 'diff', 'stdDev', 'p95', 'step'])(
    '%s of nothing is null',
    (id) => {
      expect(reduce([], id)).toBeNull();
      expect(reduce([NaN, NaN], id)).toBeNull();
    },
  );

  it('does not know other names', () => {
    expect(reduce([1], 'toString')).toBeNull();
    expect(isReducer('toString')).toBe(false);
    expect(isReducer('p100')).toBe(false);
    expect(isReducer('p99')).toBe(true);
    expect(isReducer('p99.9')).toBe(true);
  });

  it('makes numbers of booleans and none of lists', () => {
    expect(reduceToNumber([0, 0], 'allIsZero')).toBe(1);
    expect(reduceToNumber([1, 2], 'allValues')).toBeNull();
  });

  it('names columns and gives shares their own unit', () => {
    expect([reducerTitle('lastNotNull'), reducerTitle('max'), reducerTitle('p95')]).toEqual(['Last', 'Max', 'p95']);
    expect(reducerUnit('diffperc', 's')).toBe('percentunit');
    expect(reducerUnit('mean', 's')).toBe('s');
  });
});
