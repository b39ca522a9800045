import { describe, expect, it } from 'vitest';
import { logsFromText } from '../testing.ts';

const logs = logsFromText(`
  {app="a",pod="1"} @10s v=2 ms=100ms
  {app="a",pod="1"} @20s v=4 ms=200ms
  {app="a",pod="1"} @50s v=9 ms=300ms
  {app="a",pod="2"} @30s v=5 ms=1s
  {app="b",pod="3"} @40s v=1 ms=oops
  {app="c",pod="4"} @15s {"k":"x","n":1}
  {app="c",pod="4"} @25s {"k":"y","n":2}
  {app="c",pod="4"} @35s broken`);

describe('range aggregations', () => {
  it.each([
    ['count_over_time({app="a"}[1m])', ['{app="a",pod="1"} 3', '{app="a",pod="2"} 1']],
    ['rate({app="a"}[1m])', ['{app="a",pod="1"} 0.05', '{app="a",pod="2"} 0.016666666666666666']],
    ['bytes_over_time({app="b"}[1m])', ['{app="b",pod="3"} 11']],
    ['bytes_rate({app="b"}[10s] offset 20s)', ['{app="b",pod="3"} 1.1']],
    [
      'sum_over_time({app="a"} | logfmt | unwrap v [1m])',
      [
        '{app="a",ms="100ms",pod="1"} 2',
        '{app="a",ms="1s",pod="2"} 5',
        '{app="a",ms="200ms",pod="1"} 4',
        '{app="a",ms="300ms",pod="1"} 9',
      ],
    ],
    ['avg_over_time({app="a"} | logfmt | unwrap v [1m]) by (app)', ['{app="a"} 5']],
    ['max_over_time({app="a"} | logfmt | unwrap v [1m]) without (ms, pod)', ['{app="a"} 9']],
    ['min_over_time({app="a"} | logfmt | unwrap duration(ms) [1m]) by (pod)', ['{pod="1"} 0.1', '{pod="2"} 1']],
    ['stddev_over_time({app="a"} | logfmt | unwrap v [1m]) by (pod)', ['{pod="1"} 2.943920288775949', '{pod="2"} 0']],
    ['stdvar_over_time({app="a"} | logfmt | unwrap v [1m]) by (app)', ['{app="a"} 6.500000000000001']],
    ['quantile_over_time(0.5, {app="a"} | logfmt | unwrap v [1m]) by (app)', ['{app="a"} 4.5']],
    ['first_over_time({app="a"} | logfmt | unwrap v [1m]) by (app)', ['{app="a"} 2']],
    ['last_over_time({app="a"} | logfmt | unwrap v [1m]) by (app)', ['{app="a"} 9']],
    [
      'rate({app="a"} | logfmt | unwrap v | v > 3 [1m]) > 0',
      [
        '{app="a",ms="1s",pod="2"} 0.08333333333333333',
        '{app="a",ms="200ms",pod="1"} 0.06666666666666667',
        '{app="a",ms="300ms",pod="1"} 0.15',
      ],
    ],
    ['rate_counter({app="a",pod="1"} | logfmt | keep v | unwrap v [1m])', ['{} 0.175']],
    ['absent_over_time({app="nothing",x="y"}[1m])', ['{app="nothing",x="y"} 1']],
    ['absent_over_time({app="a"}[1m])', []],
  ])('%s', async (query, expected) => {
    expect(await logs.instant(query)).toEqual(expected);
  });

  it('slides the window, its beginning left out and its end in it', async () => {
    expect(await logs.range('count_over_time({app="a",pod="1"}[10s])', '0s-60s/10s')).toEqual([
      '{app="a",pod="1"} _ 1 1 _ _ 1 _',
    ]);
    expect(await logs.range('sum(count_over_time({app="a"}[30s]))', '0s-60s/20s')).toEqual(['{} _ 2 2 1']);
    expect(await logs.range('absent_over_time({app="a",pod="2"}[10s])', '20s-40s/10s')).toEqual([
      '{app="a",pod="2"} 1 _ 1',
    ]);
  });

  it('aligns the range to the step', async () => {
    const { text } = await logs.get('query_range', { query: 'vector(1)', start: '@7s', end: '@27s', step: '10' });
    const { data } = JSON.parse(text) as { data: { result: { values: [number, string][] }[] } };
    expect(data.result[0]?.values.map(([time]) => time - 1_700_000_000)).toEqual([0, 10, 20, 30]);
  });
});

describe('errors of stages', () => {
  it('fail the query unless it filters them', async () => {
    await expect(logs.instant('count_over_time({app="c"} | json [1m])')).rejects.toThrow(
      "pipeline error: 'JSONParserErr'",
    );
    expect(await logs.instant('sum by (k) (count_over_time({app="c"} | json | __error__="" [1m]))')).toEqual([
      '{k="x"} 1',
      '{k="y"} 1',
    ]);
    await expect(logs.instant('sum_over_time({app="b"} | logfmt | unwrap duration(ms) [1m])')).rejects.toThrow(
      'SampleExtractionErr',
    );
    expect(await logs.instant('sum_over_time({app="b"} | logfmt | unwrap duration(ms) | __error__="" [1m])')).toEqual(
      [],
    );
  });

  it('are not seen where no label of the line is needed', async () => {
    expect(await logs.instant('sum(count_over_time({app="c"} | json [1m]))')).toEqual(['{} 3']);
  });

  it('are kept when the query asks for them', async () => {
    expect(await logs.instant('sum by (app) (count_over_time({app="c"} | json | __error__!="" [1m]))')).toEqual([
      '{app="c"} 1',
    ]);
  });
});

describe('vector aggregations', () => {
  it.each([
    ['sum by (app) (count_over_time({app=~"a|b"}[1m]))', ['{app="a"} 4', '{app="b"} 1']],
    [
      'sum without (pod, service_name, detected_level) (count_over_time({app=~"a|b"}[1m]))',
      ['{app="a"} 4', '{app="b"} 1'],
    ],
    ['avg(count_over_time({app=~"a|b"}[1m]))', ['{} 1.6666666666666667']],
    ['max(count_over_time({app=~"a|b"}[1m]))', ['{} 3']],
    ['min by (app) (count_over_time({app=~"a|b"}[1m]))', ['{app="a"} 1', '{app="b"} 1']],
    ['count(count_over_time({app=~"a|b"}[1m]))', ['{} 3']],
    ['stdvar(count_over_time({app="a"}[1m]))', ['{} 1']],
    ['topk(1, count_over_time({app=~"a|b"}[1m]))', ['{app="a",pod="1"} 3']],
    ['bottomk(1, sum by (app) (count_over_time({app=~"a|b"}[1m])))', ['{app="b"} 1']],
    ['topk(1, count_over_time({app=~"a|b"}[1m])) by (app)', ['{app="a",pod="1"} 3', '{app="b",pod="3"} 1']],
    ['approx_topk(1, sum by (app) (count_over_time({app=~"a|b"}[1m])))', ['{app="a"} 4']],
    ['sort(sum by (app) (count_over_time({app=~"a|b|c"}[1m])))', ['{app="b"} 1', '{app="c"} 3', '{app="a"} 4']],
    ['sort_desc(sum by (app) (count_over_time({app=~"a|b|c"}[1m])))', ['{app="a"} 4', '{app="c"} 3', '{app="b"} 1']],
  ])('%s', async (query, expected) => {
    expect(await logs.instant(query)).toEqual(expected);
  });

  it('has approx_topk for instant queries only', async () => {
    await expect(logs.range('approx_topk(1, rate({app="a"}[1m]))', '0s-1m/30s')).rejects.toThrow(
      'count min sketches are only supported on instant queries',
    );
  });
});

describe('binary operations', () => {
  const a = 'sum by (app) (count_over_time({app="a"}[1m]))';
  const ab = 'sum by (app) (count_over_time({app=~"a|b"}[1m]))';
  const byPod = 'sum by (app, pod) (count_over_time({app="a"}[1m]))';
  it.each([
    [`${ab} * 2`, ['{app="a"} 8', '{app="b"} 2']],
    [`10 - ${a}`, ['{app="a"} 6']],
    [`${ab} > 1`, ['{app="a"} 4']],
    [`1 < bool ${ab}`, ['{app="a"} 1', '{app="b"} 0']],
    [`${ab} / ${a}`, ['{app="a"} 1']],
    [`${a} / 0`, ['{app="a"} NaN']],
    [`${ab} and ${a}`, ['{app="a"} 4']],
    [`${ab} unless ${a}`, ['{app="b"} 1']],
    [`${a} or ${ab}`, ['{app="a"} 4', '{app="b"} 1']],
    [`${byPod} / on (app) group_left ${a}`, ['{app="a",pod="1"} 0.75', '{app="a",pod="2"} 0.25']],
    [`${a} / ignoring (pod) group_right ${byPod}`, ['{app="a",pod="1"} 1.3333333333333333', '{app="a",pod="2"} 4']],
    ['sum(count_over_time({app="none"}[1m])) or vector(0)', ['{} 0']],
    [`label_replace(${ab}, "first", "$1-x", "app", "(a).*")`, ['{app="a",first="a-x"} 4', '{app="b"} 1']],
  ])('%s', async (query, expected) => {
    expect(await logs.instant(query)).toEqual(expected);
  });

  it('refuses matches that are not unique', async () => {
    await expect(logs.instant(`${a} / on (app) ${byPod}`)).rejects.toThrow(
      'found duplicate series on the right hand-side',
    );
    await expect(logs.instant(`${byPod} / on (app) ${a}`)).rejects.toThrow('many-to-one matching must be explicit');
  });

  it('answers numbers as scalars at an instant and as series over a range', async () => {
    const { text } = await logs.get('query', { query: '1 + 1', time: '@60s' });
    expect(JSON.parse(text)).toMatchObject({ data: { resultType: 'scalar', result: [1_700_000_060_000, '2'] } });
    expect(await logs.range('1 + 1', '0s-20s/10s')).toEqual(['{} 2 2 2']);
  });
});

it('limits the series of an answer', async () => {
  const many = Array.from({ length: 501 }, (_, index) => `{app="a",pod="${index}"} @10s x`).join('\n');
  const wide = logsFromText(many);
  await expect(wide.instant('count_over_time({app="a"}[1m])')).rejects.toThrow(
    'maximum number of series (500) reached for a single query',
  );
  expect(await wide.instant('count(count_over_time({app="a"}[1m]))')).toEqual(['{} 501']);
});
