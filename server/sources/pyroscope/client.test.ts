import { describe, expect, it } from 'vitest';
import { ProfileQuery, ProfileSeriesQuery } from '../../contract/profiles.ts';
import { DecodeFailed, QueryRejected, UpstreamFailed } from '../../http/problem.ts';
import type { Upstream, UpstreamRead } from '../../http/upstream.ts';
import { dataSource } from '../../testing/app.ts';
import { pyroscopeClient } from './client.ts';

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';

function setup(
  body: unknown,
  { status = 200, jsonData = {} }: { status?: number; jsonData?: Record<string, unknown> } = {},
) {
  const reads: UpstreamRead[] = [];
  const upstream: Upstream = {
    text: (read) => {
      reads.push(read);
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return Promise.resolve({ status, contentType: 'application/json', text });
    },
    json: () => Promise.reject(new Error('not used')),
    open: () => Promise.reject(new Error('not used')),

    connect: () => Promise.reject(new Error('not used')),
    close: () => undefined,
  };
  const source = dataSource('grafana-pyroscope-datasource', 'http://127.0.0.1:4040', { jsonData });
  const call = { source, signal: new AbortController().signal };
  return { client: pyroscopeClient(upstream), call, reads };
}

const query = (more: object = {}) => ProfileQuery.parse({ profileTypeId: CPU, start: 1000.7, end: 61_000, ...more });
const series = (more: object = {}) =>
  ProfileSeriesQuery.parse({ profileTypeId: CPU, start: 0, end: 60_000, step: 15_000, ...more });

describe('pyroscopeClient', () => {
  it('asks for a flame graph as Connect JSON', async () => {
    const { client, call, reads } = setup({});
    await client.flameGraph(call, query({ labelSelector: '', maxNodes: 500 }));
    expect(reads[0]).toMatchObject({
      path: '/querier.v1.QuerierService/SelectMergeStacktraces',
      headers: { 'connect-protocol-version': '1' },
      json: { profileTypeID: CPU, labelSelector: '{}', start: '1000', end: '61000', maxNodes: '500' },
    });
  });

  it('asks for the profile of spans by the method that all versions know', async () => {
    const { client, call, reads } = setup({});
    await client.flameGraph(call, query({ spanSelector: ['00000000000000a1'] }));
    expect(reads[0]?.path).toBe('/querier.v1.QuerierService/SelectMergeSpanProfile');
    expect(reads[0]?.json).toMatchObject({ spanSelector: ['00000000000000a1'] });
  });

  it.each([
    [CPU, 'SUM', 2],
    ['memory:alloc_space:bytes:space:bytes', 'SUM', 2e9],
    ['memory:inuse_space:bytes:space:bytes', 'AVERAGE', 30e9],
  ])('reads the series of %s per second or as it was: %s', async (profileTypeId, aggregation, expected) => {
    const { client, call, reads } = setup({ series: [{ points: [{ value: 30e9, timestamp: '15000' }] }] });
    const answer = await client.series(call, series({ profileTypeId, groupBy: ['pod'] }));
    expect(reads[0]?.json).toMatchObject({
      step: 15,
      groupBy: ['pod'],
      aggregation: `TIME_SERIES_AGGREGATION_TYPE_${aggregation}`,
    });
    expect(answer.series[0]?.values).toEqual([null, expected, null, null, null]);
  });

  it('does not step finer than the source is set to', async () => {
    const { client, call, reads } = setup({}, { jsonData: { minStep: '1m' } });
    await client.series(call, series());
    expect(reads[0]?.json).toMatchObject({ step: 60 });
  });

  it('lists types, labels and values', async () => {
    const { client, call, reads } = setup({ names: ['a'] });
    const request = { start: 1, end: 2, match: ['{a="b"}'] };
    expect(await client.labels(call, request)).toEqual(['a']);
    expect(await client.labelValues(call, { ...request, name: 'pod' })).toEqual(['a']);
    expect(await client.profileTypes(call, { start: 1, end: 2 })).toEqual([]);
    expect(reads.map(({ path, json }) => [path.split('/').at(-1), json])).toEqual([
      ['LabelNames', { matchers: ['{a="b"}'], start: '1', end: '2' }],
      ['LabelValues', { name: 'pod', matchers: ['{a="b"}'], start: '1', end: '2' }],
      ['ProfileTypes', { start: '1', end: '2' }],
    ]);
  });

  it('tells a rejected query in the words of the source, with the place', async () => {
    const message = 'parsing label selector "{a=}": 1:4: parse error: unexpected "}"';
    const { client, call } = setup({ code: 'invalid_argument', message }, { status: 400 });
    const failure = await client.flameGraph(call, query({ labelSelector: '{a=}' })).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(QueryRejected);
    expect(failure).toMatchObject({
      message,
      details: { position: 3, source: { name: 'my grafana-pyroscope-datasource' } },
    });
  });

  it('tells other failures with the name of the source', async () => {
    const broken = setup({ code: 'internal', message: 'boom' }, { status: 500 });
    const failure = await broken.client.series(broken.call, series()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UpstreamFailed);
    expect(failure).toMatchObject({ details: { upstream: 'boom' } });
    const lying = setup({ flamegraph: { names: ['total'], levels: [{ values: [1] }] } });
    const lie = await lying.client.flameGraph(lying.call, query()).catch((error: unknown) => error);
    expect(lie).toBeInstanceOf(DecodeFailed);
    expect(lie).toMatchObject({ message: expect.stringContaining('four numbers a bar') as string });
    const page = setup('<!doctype html><p>hello');
    await expect(page.client.flameGraph(page.call, query())).rejects.toThrow('answered with a web page');
  });
});
