import { describe, expect, it } from 'vitest';
import { queriedRange } from './query-range.ts';

const NOW = 1_795_371_000_000;
const LOOKBACK = 300_000;
const seconds = (path: string, params: Record<string, string>) => {
  const { oldest, newest } = queriedRange(path, new URLSearchParams(params), NOW);
  return [NOW - Number(oldest / 1_000_000n), NOW - Number(newest / 1_000_000n)];
};
const ALL = { oldest: 0n, newest: (1n << 64n) - 1n };

describe('the data a query looks at', () => {
  it('reads each API’s way to write times', () => {
    const hour = 3_600_000;
    const start = NOW - hour;
    const expected = [hour + LOOKBACK, -1];
    expect(seconds('/loki/api/v1/query_range', { start: `${start}000000`, end: `${NOW}000000` })).toEqual(expected);
    expect(seconds('/api/search', { start: `${start / 1000}`, end: `${NOW / 1000}` })).toEqual(expected);
    expect(seconds('/api/v1/query_range', { start: new Date(start).toISOString(), end: `${NOW / 1000}` })).toEqual(
      expected,
    );
    expect(seconds('/api/v1/query_range', { start: `${start / 1000}.000` })).toEqual(expected);
    expect(seconds('/pyroscope/render', { from: 'now-1h', until: 'now' })).toEqual(expected);
    expect(seconds('/querier.v1.QuerierService/Series', { start: `${start}`, end: `${NOW}` })).toEqual(expected);
  });

  it('reaches back as far as the query does', () => {
    const query = 'rate(x[5m] offset 1h)';
    expect(seconds('/api/v1/query', { query, time: `${NOW / 1000}` })).toEqual([3_900_000 + LOOKBACK, -3_900_001]);
    expect(seconds('/loki/api/v1/query_range', {})[0]).toBe(6 * 3_600_000 + LOOKBACK);
  });

  it('takes everything for needed when it cannot tell', () => {
    const all = (path: string, params: Record<string, string>) => queriedRange(path, new URLSearchParams(params), NOW);
    expect(all('/api/v1/labels', {})).toEqual(ALL);
    expect(all('/api/traces/0123', {})).toEqual(ALL);
    expect(all('/api/v1/query', { query: 'up @ 1700000000' })).toEqual(ALL);
    expect(all('/api/search', { start: 'yesterday', end: '5' })).toEqual(ALL);
  });
});
