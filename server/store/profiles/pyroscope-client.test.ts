import { describe, expect, it } from 'vitest';
import { ProfileQuery, ProfileSeriesQuery } from '../../contract/profiles.ts';
import type { Upstream } from '../../http/upstream.ts';
import { pyroscopeClient } from '../../sources/pyroscope/client.ts';
import { dataSource } from '../../testing/app.ts';
import { DEFAULT_ENGINE_OPTIONS } from '../engine.ts';
import { pprofFromText } from './pprof-fixture.ts';
import { createProfilesEngine } from './profiles-engine.ts';

const T0 = 1_700_000_000_000;
const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const SPAN = '00000000000000a1';

/** The client that reads Pyroscope, and the store that stands in for it, must agree. */
function setup() {
  const engine = createProfilesEngine({ ...DEFAULT_ENGINE_OPTIONS, now: () => T0 });
  for (const at of [0, 15_000, 30_000]) {
    engine.write([
      {
        labels: new Map([['service_name', at === 0 ? 'cart' : 'payment']]),
        pprof: pprofFromText(`main;http;query 3000000000\nmain;gc 1000000000 span_id=${SPAN}`),
        fromMs: T0 + at,
        untilMs: T0 + at + 15_000,
      },
    ]);
  }
  const upstream: Upstream = {
    text: async ({ path, json, headers }) => {
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(json),
      };
      const response = await engine.routes.request(path, request);
      return { status: response.status, contentType: 'application/json', text: await response.text() };
    },
    json: () => Promise.reject(new Error('not used')),
    open: () => Promise.reject(new Error('not used')),

    connect: () => Promise.reject(new Error('not used')),
    close: () => undefined,
  };
  const source = dataSource('grafana-pyroscope-datasource', 'http://127.0.0.1:4318');
  return { client: pyroscopeClient(upstream), call: { source, signal: new AbortController().signal } };
}

const range = { start: T0, end: T0 + 60_000 };

describe('the Pyroscope client over the store', () => {
  it('reads flame graphs', async () => {
    const { client, call } = setup();
    const answer = await client.flameGraph(call, ProfileQuery.parse({ profileTypeId: CPU, ...range }));
    const rows = answer.nameIndex.map((name, row) => [answer.depth[row], answer.names[name], answer.total[row]]);
    expect(rows).toEqual([
      [0, 'total', 12e9],
      [1, 'main', 12e9],
      [2, 'gc', 3e9],
      [2, 'http', 9e9],
      [3, 'query', 9e9],
    ]);
    const ofSpan = await client.flameGraph(
      call,
      ProfileQuery.parse({ profileTypeId: CPU, ...range, spanSelector: [SPAN] }),
    );
    expect(ofSpan.total[0]).toBe(3e9);
  });

  it('reads series in cores', async () => {
    const { client, call } = setup();
    const request = { profileTypeId: CPU, ...range, step: 15_000, groupBy: ['service_name'] };
    const answer = await client.series(call, ProfileSeriesQuery.parse(request));
    expect(answer.times).toEqual([0, 1, 2, 3, 4].map((step) => T0 + step * 15_000));
    const cores = 4 / 15;
    expect(answer.series.map(({ labels }) => labels)).toEqual([{ service_name: 'payment' }, { service_name: 'cart' }]);
    expect(answer.series[0]?.values.map((value) => value && Number(value).toFixed(6))).toEqual(
      [null, cores, cores, null, null].map((value) => value && value.toFixed(6)),
    );
  });

  it('reads types and labels', async () => {
    const { client, call } = setup();
    expect((await client.profileTypes(call, range)).map(({ id }) => id)).toEqual([CPU]);
    expect(await client.labels(call, { ...range, match: ['{service_name="cart"}'] })).toContain('service_name');
    expect(await client.labelValues(call, { ...range, match: [], name: 'service_name' })).toEqual(['cart', 'payment']);
  });

  it('reads errors', async () => {
    const { client, call } = setup();
    const query = ProfileQuery.parse({ profileTypeId: CPU, labelSelector: '{a=b}', ...range });
    await expect(client.flameGraph(call, query)).rejects.toMatchObject({ details: { position: 3 } });
  });
});
