import { describe, expect, it } from 'vitest';
import type { FlameGraphAnswer } from '../../contract/profiles.ts';
import { Mismatch } from '../json.ts';
import { decodeFlameGraph, decodeNames, decodeProfileTypes, decodeSeries } from './decode.ts';

const level = (...values: number[]) => ({ values: values.map(String) });

/** `main 40/4`: name, total and self, two spaces a level. */
function drawn({ names, nameIndex, depth, total, self }: FlameGraphAnswer): string {
  return nameIndex
    .map((name, row) => `${'  '.repeat(depth[row] ?? 0)}${names[name]} ${total[row]}/${self[row]}`)
    .join('\n');
}
const draw = (flamegraph: object) => drawn(decodeFlameGraph({ flamegraph }, 'nanoseconds'));

describe('decodeFlameGraph', () => {
  it('puts bars under the bar above them, depth first', () => {
    const flamegraph = {
      names: ['total', 'a', 'c', 'd', 'b', 'e'],
      levels: [level(0, 4, 0, 0), level(0, 4, 0, 1), level(0, 1, 0, 4, 0, 3, 2, 2), level(0, 1, 1, 5, 2, 1, 1, 3)],
      total: '4',
      maxSelf: '2',
    };
    expect(draw(flamegraph)).toBe(
      ['total 4/0', '  a 4/0', '    b 1/0', '      e 1/1', '    c 3/2', '      d 1/1'].join('\n'),
    );
  });

  it('comes back up more than one level', () => {
    const flamegraph = {
      names: ['total', 'a', 'b', 'c', 'd'],
      levels: [level(0, 9, 0, 0), level(0, 5, 0, 1, 0, 4, 4, 4), level(0, 5, 0, 2), level(0, 5, 5, 3)],
    };
    expect(draw(flamegraph)).toBe('total 9/0\n  a 5/0\n    b 5/0\n      c 5/5\n  d 4/4');
  });

  it('takes numbers that are not text, and keeps values past 32 bits', () => {
    const answer = decodeFlameGraph(
      { flamegraph: { names: ['total'], levels: [{ values: [0, 9e15, 9e15, 0] }] } },
      'bytes',
    );
    expect(answer.total).toEqual([9e15]);
    expect(answer.sampleUnit).toBe('bytes');
  });

  it.each([[{}], [{ flamegraph: {} }], [{ flamegraph: { names: ['total'], levels: [level(0, 0, 0, 0)] } }]])(
    'reads %j as nothing',
    (body) => {
      expect(drawn(decodeFlameGraph(body, 'count'))).toBe('total 0/0');
    },
  );

  it('survives deep stacks', () => {
    const levels = Array.from({ length: 5000 }, () => level(0, 1, 0, 0));
    expect(decodeFlameGraph({ flamegraph: { names: ['total'], levels } }, 'count').depth.at(-1)).toBe(4999);
  });

  it.each([
    ['three numbers a bar', { names: ['total'], levels: [level(0, 1, 1)] }],
    ['no root', { names: ['total'], levels: [{}] }],
    ['two roots', { names: ['total'], levels: [level(0, 1, 0, 0, 0, 1, 0, 0)] }],
    ['a name that is not there', { names: ['total'], levels: [level(0, 1, 0, 1)] }],
    ['a self value past the total', { names: ['total'], levels: [level(0, 1, 2, 0)] }],
    ['a negative value', { names: ['total'], levels: [level(0, -1, 0, 0)] }],
    ['a fraction', { names: ['total'], levels: [level(0, 1.5, 0, 0)] }],
    ['a bar wider than its parent', { names: ['total', 'a'], levels: [level(0, 4, 0, 0), level(0, 5, 5, 1)] }],
    ['a bar below nothing', { names: ['total', 'a'], levels: [level(0, 4, 0, 0), level(4, 1, 1, 1)] }],
    ['words', { names: ['total'], levels: [{ values: ['a', 'b', 'c', 'd'] }] }],
    ['levels that are no list', { names: ['total'], levels: 3 }],
  ])('refuses %s', (_, flamegraph) => {
    expect(() => decodeFlameGraph({ flamegraph }, 'count')).toThrow(Mismatch);
  });
});

describe('decodeSeries', () => {
  const grid = { start: 1000, end: 4000, step: 1000 };

  it('spreads points over the steps asked for, holes included', () => {
    const body = {
      series: [
        {
          labels: [{ name: 'pod', value: 'a' }],
          points: [
            { value: 3, timestamp: '2000' },
            { value: 8, timestamp: '4000' },
          ],
        },
        { points: [{ timestamp: '1000' }] },
      ],
    };
    expect(decodeSeries(body, grid, 0.5)).toEqual({
      resultType: 'matrix',
      times: [1000, 2000, 3000, 4000],
      series: [
        { labels: { pod: 'a' }, values: [null, 1.5, null, 4] },
        { labels: {}, values: [0, null, null, null] },
      ],
      meta: {},
    });
  });

  it('keeps points that are off the grid', () => {
    const body = { series: [{ points: [{ value: 1, timestamp: '1500' }] }] };
    expect(decodeSeries(body, grid, 1).times).toEqual([1000, 1500, 2000, 3000, 4000]);
  });

  it('is empty when nothing was found', () => {
    expect(decodeSeries({}, grid, 1)).toMatchObject({ times: [], series: [] });
  });

  it.each([
    [{ series: [{ points: [{ value: 'NaN', timestamp: '1' }] }] }],
    [{ series: [{ points: [{ value: 1 }] }] }],
    [{ series: [{ labels: [{ value: 'x' }] }] }],
    [[]],
  ])('refuses %j', (body) => {
    expect(() => decodeSeries(body, grid, 1)).toThrow(Mismatch);
  });
});

describe('names and types', () => {
  it('reads what is there and nothing else', () => {
    const type = { ID: 'a:b:c:d:e', name: 'a', sampleType: 'b', sampleUnit: 'c', periodType: 'd', future: 1 };
    expect(decodeProfileTypes({ profileTypes: [type] })).toEqual([
      { id: 'a:b:c:d:e', name: 'a', sampleType: 'b', sampleUnit: 'c' },
    ]);
    expect(decodeProfileTypes({})).toEqual([]);
    expect(decodeNames({ names: ['x'] })).toEqual(['x']);
  });

  it('refuses other forms', () => {
    expect(() => decodeProfileTypes({ profileTypes: [{}] })).toThrow(Mismatch);
    expect(() => decodeNames({ names: [1] })).toThrow(Mismatch);
  });
});
