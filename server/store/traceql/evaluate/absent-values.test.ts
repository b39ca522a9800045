import { describe, expect, test } from 'vitest';
import { openEngine, spansOf } from '../testing/open-engine.ts';
import { EPOCH_SECONDS } from '../testing/traces-from-text.ts';

/** What a query reads of what a span does not have. Attributes with a column of their own in Tempo's blocks differ. */
const SHOP = openEngine(`
shop GET_/ server 1000-1010 .http.response.status_code=500 .http.route=/ .url.path=/ .tags=[a,b]
  cart load client 1002-1009 event.exception.type=Timeout
  cart send producer 1003-1005 link.kind=follows
`);
const find = async (q: string) => spansOf(await SHOP.search(q)).join(' ');

const attributesOf = async (q: string) =>
  (await SHOP.search(q))
    .flatMap(({ spanSets }) => spanSets ?? [])
    .flatMap(({ spans }) => spans)
    .map(({ attributes = [] }) =>
      attributes.map(({ key, value }) => `${key}=${Object.values(value).join('')}`).join(' '),
    );

const seriesOf = async (q: string) => {
  const params = { start: EPOCH_SECONDS, end: EPOCH_SECONDS + 60, step: '60s', q };
  const { series } = (await (await SHOP.get('/api/metrics/query_range', params)).json()) as {
    series: { labels: { key: string; value: object }[]; samples: { value?: number }[] }[];
  };
  return series
    .map(({ labels, samples }) => {
      const text = labels.map(({ key, value }) => `${key}=${Object.values(value).join('')}`).join(' ');
      return `${text} ${samples.reduce((sum, { value = 0 }) => sum + value, 0)}`;
    })
    .sort((a, b) => (a < b ? -1 : 1));
};

describe('absent values', () => {
  test('of a column of its own are shown as nil, others not', async () => {
    expect(await attributesOf('{} | select(span.http.route, span.nope)')).toEqual([
      'http.route=/',
      'http.route=nil',
      'http.route=nil',
    ]);
    expect(await seriesOf('{} | count_over_time() by (kind, span.http.route, span.nope)')).toEqual([
      'kind=client span.http.route=nil 1',
      'kind=producer span.http.route=nil 1',
      'kind=server span.http.route=/ 1',
    ]);
  });

  test('count as such in averages and comparisons', async () => {
    const [set] = (await SHOP.search('{} | avg(span.http.response.status_code) > 1'))[0]?.spanSets ?? [];
    expect(set?.attributes?.[0]?.value).toEqual({ doubleValue: 500 / 3 });
    expect(await find('{ span.http.route = span.url.path }')).toBe('1/1 1/2 1/3');
    expect(await find('{ span.nope = span.nay }')).toBe('');
  });

  test('of events and links need an event or a link', async () => {
    expect(await find('{ event.done = nil }')).toBe('1/2');
    expect(await find('{ event.type = nil }')).toBe('');
    expect(await find('{ link.nope = nil }')).toBe('1/3');
    expect(await seriesOf('{} | count_over_time() by (event:name)')).toEqual([
      'event:name= 2',
      'event:name=exception 1',
    ]);
  });

  test('and arrays share the series named nil', async () => {
    expect(await seriesOf('{} | count_over_time() by (span.tags)')).toEqual(['span.tags=nil 3']);
  });

  test('do not make a constant fetch spans', async () => {
    expect(await find('{ true || kind = client }')).toBe('1/2');
    expect(await find('{ .nope = 1 || true }')).toBe('');
    expect(await find('{ !(span:id = "x") }')).toBe('1/1 1/2 1/3');
  });

  test('refuses operands that a column cannot hold', async () => {
    const answer = await SHOP.get('/api/search', { q: '{ span:childCount > 1.5 }' });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('operand is not int');
  });
});
