import { describe, expect, test } from 'vitest';
import { openEngine } from '../testing/open-engine.ts';
import { EPOCH_SECONDS, traceIdOf } from '../testing/traces-from-text.ts';

// Ten-second steps, each open at its start: spans at 1 s, 2 s and 10 s are of the first, at 11 s of the second.
const { get } = openEngine(`
shop GET_/ server 1000-1010 .size=10 .route=/ .zone=eu
  cart load client 2000-2020 .size=20.5 .route=/cart

shop POST_/ server 10000-10100 error .size=40 .route=/ .zone=us .tags=[a,b]

shop GET_/ server 11000-11004 .size=30 .route=/ .zone=eu
  cart load client 12000-12200 .route=/cart error
`);

type Value = Record<string, string | number | boolean>;
interface Answer {
  readonly series: readonly {
    readonly labels: readonly { readonly key: string; readonly value: Value }[];
    readonly value?: number;
    readonly samples: readonly { readonly timestampMs: string; readonly value?: number }[];
    readonly exemplars?: readonly { labels: { key: string; value: Value }[]; value?: number; timestampMs: string }[];
  }[];
}
const RANGE = { start: EPOCH_SECONDS + 10, end: EPOCH_SECONDS + 20, step: '10s' };
const ask = async (q: string, params = {}, path = '/api/metrics/query_range') => {
  const answer = await get(path, { ...RANGE, q, ...params });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as Answer).series;
};
const labelText = (labels: Answer['series'][number]['labels']) =>
  labels.map(({ key, value }) => `${key}=${Object.values(value).join('')}`).join(' ');
/** Samples by labels; the times are left out. */
const values = async (q: string, params = {}) =>
  Object.fromEntries(
    (await ask(q, params)).map(({ labels, samples }) => [
      labelText(labels),
      samples.map(({ value = 0 }) => Number(value.toPrecision(6))),
    ]),
  );

describe('functions', () => {
  test.each([
    ['{} | count_over_time()', { '__name__=count_over_time': [3, 2] }],
    ['{} | rate()', { '__name__=rate': [0.3, 0.2] }],
    ['{ kind = consumer } | rate()', { '__name__=rate': [0, 0] }],
    ['{ kind = consumer } | rate() by (name)', {}],
    [
      '{ status = error } | count_over_time() by (resource.service.name)',
      {
        'resource.service.name=shop': [1, 0],
        'resource.service.name=cart': [0, 1],
      },
    ],
    ['{} | min_over_time(span.size)', { '__name__=min_over_time': [10, 30] }],
    ['{} | max_over_time(span.size)', { '__name__=max_over_time': [40, 30] }],
    ['{} | sum_over_time(span.size)', { '__name__=sum_over_time': [70.5, 30] }],
    ['{} | avg_over_time(span.size)', { '__name__=avg_over_time': [23.5, 30] }],
    ['{} | max_over_time(duration)', { '__name__=max_over_time': [0.1, 0.2] }],
    [
      '{} | avg_over_time(duration) by (name)',
      {
        'name=GET /': [0.01, 0.004],
        'name=POST /': [0.1],
        'name=load': [0.02, 0.2],
      },
    ],
    ['{} | min_over_time(event.none)', {}],
    ['{} | max_over_time(resource.service.name)', {}],
    [
      '{ kind = server } | histogram_over_time(duration)',
      {
        '__bucket=0.004194304': [0, 1],
        '__bucket=0.016777216': [1, 0],
        '__bucket=0.134217728': [1, 0],
      },
    ],
    // Only integers and durations have a bucket.
    [
      '{} | histogram_over_time(span.size) by (span.zone)',
      {
        'span.zone=eu __bucket=16': [1, 0],
        'span.zone=eu __bucket=32': [0, 1],
        'span.zone=us __bucket=64': [1, 0],
      },
    ],
    [
      '{ kind = server } | quantile_over_time(span.size, 0.5, 1)',
      {
        'p=0.5': [16, 32],
        'p=1': [64, 32],
      },
    ],
    [
      '{ kind = server } | quantile_over_time(span.size, .9) by (span.zone)',
      {
        'span.zone=eu p=0.9': [16, 32],
        'span.zone=us p=0.9': [64, 0],
      },
    ],
  ])('%s', async (q, expected) => {
    expect(await values(q)).toEqual(expected);
  });
});

describe('groups', () => {
  test.each([
    ['by (span.zone)', { 'span.zone=eu': [1, 1], 'span.zone=us': [1, 0], 'span.zone=nil': [1, 1] }],
    [
      'by (span.zone, kind)',
      {
        'span.zone=eu kind=server': [1, 1],
        'span.zone=us kind=server': [1, 0],
        'kind=client': [1, 1],
      },
    ],
    [
      'by (.route, status)',
      {
        '.route=/ status=unset': [1, 1],
        '.route=/ status=error': [1, 0],
        '.route=/cart status=unset': [1, 0],
        '.route=/cart status=error': [0, 1],
      },
    ],
    [
      'by (duration)',
      {
        'duration=10ms': [1, 0],
        'duration=20ms': [1, 0],
        'duration=100ms': [1, 0],
        'duration=4ms': [0, 1],
        'duration=200ms': [0, 1],
      },
    ],
    [
      'by (rootServiceName, span:childCount)',
      {
        'rootServiceName=shop span:childCount=1': [1, 1],
        'rootServiceName=shop span:childCount=0': [2, 1],
      },
    ],
  ])('%s', async (by, expected) => {
    expect(await values(`{} | count_over_time() ${by}`)).toEqual(expected);
  });

  test('keep the types of their values', async () => {
    const [first] = await ask('{ span.size = 10 } | rate() by (span.size, span.zone)');
    expect(first?.labels).toEqual([
      { key: 'span.size', value: { intValue: '10' } },
      { key: 'span.zone', value: { stringValue: 'eu' } },
    ]);
  });
});

describe('the spans a pipeline lets through', () => {
  test.each([
    ['{ kind = server } > { kind = client } | count_over_time()', [1, 1]],
    ['{ status = error } | by(name) | count_over_time()', [1, 1]],
    ['{} | count() > 1 | count_over_time()', [2, 2]],
    ['({ kind = server } >> { status = error }) | count_over_time()', [0, 1]],
    ['{ kind = server } && { status = error } | count_over_time()', [1, 2]],
    ['{ duration > 50ms } || { span.size < 15 } | count_over_time()', [2, 1]],
    ['{} | select(name) | count_over_time()', [3, 2]],
  ])('%s', async (q, expected) => {
    expect(Object.values(await values(q))).toEqual([expected]);
  });
});

describe('second stages', () => {
  const BY_NAME = '{} | count_over_time() by (name)';
  test.each([
    // Of equals the first by name is in the top, the last in the bottom.
    [`${BY_NAME} | topk(1)`, { 'name=GET /': [1, 1] }],
    [`${BY_NAME} | topk(10)`, { 'name=GET /': [1, 1], 'name=POST /': [1, 0], 'name=load': [1, 1] }],
    [`${BY_NAME} | bottomk(1)`, { 'name=load': [1], 'name=POST /': [0] }],
    [`${BY_NAME} > 0`, { 'name=GET /': [1, 1], 'name=POST /': [1], 'name=load': [1, 1] }],
    [`${BY_NAME} = 0`, { 'name=POST /': [0] }],
    [`${BY_NAME} != 1`, { 'name=POST /': [0] }],
    ['{} | max_over_time(duration) by (name) >= 0.1 | topk(1)', { 'name=POST /': [0.1], 'name=load': [0.2] }],
    ['{} | count_over_time() > 100', {}],
    ['({} | count_over_time()) * 2', { '__name__=count_over_time': [6, 4] }],
    ['1 - ({} | count_over_time())', { '__name__=count_over_time': [-2, -1] }],
    ['({} | count_over_time()) / 0', {}],
  ])('%s', async (q, expected) => {
    expect(await values(q)).toEqual(expected);
  });

  test.each([
    [
      '({ status = error } | count_over_time()) / ({} | count_over_time())',
      { '__name__=(count_over_time / count_over_time)': [0.333333, 0.5] },
    ],
    [
      '({ status = error } | count_over_time() by (name)) / ({} | count_over_time() by (name))',
      { 'name=POST /': [1], 'name=load': [0, 1] },
    ],
    [
      '({} | count_over_time() by (name)) - ({} | count_over_time())',
      {
        'name=GET /': [-2, -1],
        'name=POST /': [-2, -2],
        'name=load': [-2, -1],
      },
    ],
    ['({} | rate() by (name)) + ({} | rate() by (span.zone))', {}],
  ])('%s', async (q, expected) => {
    expect(await values(q)).toEqual(expected);
  });
});

describe('compare()', () => {
  test('counts the values of each attribute inside the selection and outside', async () => {
    const found = await values('{ kind = server } | compare({ status = error })');
    expect(found).toMatchObject({
      '__meta_type=baseline span.zone=eu': [1, 1],
      '__meta_type=baseline_total span.zone=nil': [1, 1],
      '__meta_type=selection span.zone=us': [1, 0],
      '__meta_type=selection_total span.zone=nil': [1, 0],
      '__meta_type=selection resource.service.name=shop': [1, 0],
      '__meta_type=baseline name=GET /': [1, 1],
    });
    expect(Object.keys(found).filter((labels) => labels.includes('kind='))).toEqual(
      expect.arrayContaining(['__meta_type=baseline kind=server', '__meta_type=selection kind=server']),
    );
  });

  test('keeps as many values as are asked for', async () => {
    const found = await values('{} | compare({ status = error }, 1)');
    const routes = Object.keys(found).filter((labels) => labels.startsWith('__meta_type=baseline span.route='));
    expect(routes).toEqual(['__meta_type=baseline span.route=/']);
  });

  test('narrows the selection to a range', async () => {
    const nanos = (seconds: number) => String(BigInt(EPOCH_SECONDS + seconds) * 1_000_000_000n);
    const found = await values(`{} | compare({ status = error }, 10, ${nanos(11)}, ${nanos(20)})`);
    expect(found).toMatchObject({
      '__meta_type=selection name=load': [0, 1],
      '__meta_type=baseline name=POST /': [1, 0],
    });
  });
});

describe('exemplars', () => {
  test('show a span of each trace, with what was asked of it', async () => {
    const [series] = await ask('{ status = error } | rate() by (name)');
    expect(series?.exemplars).toEqual([
      {
        labels: expect.arrayContaining([
          { key: 'trace:id', value: { stringValue: traceIdOf(2) } },
          { key: 'status', value: { stringValue: 'error' } },
          { key: 'name', value: { stringValue: 'POST /' } },
        ]),
        value: 0.1,
        timestampMs: String((EPOCH_SECONDS + 10) * 1000),
      },
    ]);
  });

  test('carry the value of their own span where a function takes one', async () => {
    const [series] = await ask('{ name = "load" && status = error } | max_over_time(duration)');
    expect(series?.exemplars?.map(({ value }) => value)).toEqual([0.2]);
  });

  const count = async (q: string, params = {}) =>
    (await ask(q, params)).reduce((sum, { exemplars = [] }) => sum + exemplars.length, 0);
  test('are as many as asked for', async () => {
    expect(await count('{} | rate()')).toBe(3);
    expect(await count('{} | rate()', { exemplars: 1 })).toBe(1);
    expect(await count('{} | rate() with (exemplars=2)')).toBe(2);
    expect(await count('{} | rate() with (exemplars=false)')).toBe(0);
    expect(await count('{} | rate() with (exemplars=true)')).toBe(3);
  });
});

describe('ranges and steps', () => {
  test('samples stand at the ends of aligned steps, one more before the start', async () => {
    const [series] = await ask('{} | count_over_time()', {
      start: EPOCH_SECONDS + 3,
      end: EPOCH_SECONDS + 14,
      step: 5,
    });
    expect(
      series?.samples.map(({ timestampMs, value = 0 }) => [Number(timestampMs) / 1000 - EPOCH_SECONDS, value]),
    ).toEqual([
      [0, 0],
      [5, 2],
      [10, 1],
      [15, 2],
    ]);
  });

  test('a span stands in the range by its start', async () => {
    expect(await values('{} | count_over_time()', { start: EPOCH_SECONDS + 20, end: EPOCH_SECONDS + 30 })).toEqual({
      '__name__=count_over_time': [2, 0],
    });
  });

  test('without a step there are about 240', async () => {
    const steps = async (seconds: number) => {
      const range = { start: EPOCH_SECONDS, end: EPOCH_SECONDS + seconds, step: '' };
      const [series] = await ask('{} | rate()', range);
      const [first, second] = series?.samples ?? [];
      return Number(second?.timestampMs) - Number(first?.timestampMs);
    };
    expect(await steps(6)).toBe(50);
    expect(await steps(24)).toBe(100);
    expect(await steps(600)).toBe(2000);
    expect(await steps(3600)).toBe(15_000);
    expect(await steps(24 * 3600)).toBe(300_000);
  });

  test('an instant query gives a value a series', async () => {
    const instant = async (q: string) =>
      Object.fromEntries(
        (await ask(q, { start: EPOCH_SECONDS, end: EPOCH_SECONDS + 20 }, '/api/metrics/query')).map(
          ({ labels, value = 0 }) => [labelText(labels), Number(value.toPrecision(6))],
        ),
      );
    expect(await instant('{} | count_over_time() by (kind)')).toEqual({ 'kind=server': 3, 'kind=client': 2 });
    expect(await instant('{} | rate()')).toEqual({ '__name__=rate': 0.25 });
    expect(await instant('{} | max_over_time(duration)')).toEqual({ '__name__=max_over_time': 0.2 });
    expect(await instant('{} | count_over_time() by (name) | topk(2)')).toEqual({ 'name=GET /': 2, 'name=load': 2 });
    expect(await instant('{} | min_over_time(span.nope)')).toEqual({});
  });

  test('a query for nothing has no series', async () => {
    expect(await values('{ false } | rate()')).toEqual({});
  });
});

describe('refuses', () => {
  test.each([
    [{ q: '{}' }, 'not a metrics query'],
    [{ q: '{} | rate() by (' }, 'parse error at line 1, col 17: syntax error: unexpected $end'],
    [{ q: '{ duration = "x" } | rate()' }, /^compiling query: /],
    [{ q: '{} | quantile_over_time(duration)' }, 'parse error at line 1, col 33: syntax error: unexpected )'],
    [{ q: '{} | rate()', start: 20, end: 10 }, 'end must be greater than start'],
    [
      { q: '{} | rate()', end: EPOCH_SECONDS + 20_000, step: '1s' },
      'step of 1s is too small, minimum step for given range is 1.999s',
    ],
    [
      { q: '{} | rate()', start: EPOCH_SECONDS, end: EPOCH_SECONDS + 86_401, step: '60s' },
      'metrics query time range exceeds the maximum allowed duration of 24h0m0s',
    ],
    [{ q: '{} | rate()', step: 'x' }, 'rpc error: code = Code(400) desc = cannot parse "x" to a valid duration'],
  ])('%o', async (params, message) => {
    const answer = await get('/api/metrics/query_range', { ...RANGE, ...params });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      typeof message === 'string' ? message : expect.stringMatching(message),
    ]);
  });

  test('to keep more series than the budget has room for', async () => {
    const small = openEngine('a op server 0-1\n  b op client 0-1', { maxQueryItems: 20 });
    const answer = await small.get('/api/metrics/query_range', {
      ...RANGE,
      q: '{} | rate() by (resource.service.name)',
      start: EPOCH_SECONDS,
      step: '1s',
    });
    expect(answer.status).toBe(422);
  });
});
