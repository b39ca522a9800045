import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ACCEPTED, DEFAULT_ENGINE_OPTIONS } from '../engine.ts';
import type { ProfileWrite } from '../telemetry.ts';
import { profileIngestRoutes } from './ingest.ts';
import { encodeProtobuf } from './message-codec.ts';
import { PushRequest } from './messages.ts';
import { decodePprof } from './pprof-decode.ts';
import { pprofFromText } from './pprof-fixture.ts';
import { createProfilesEngine } from './profiles-engine.ts';

const NOW = 1_700_000_060_000;

function setup() {
  const written: ProfileWrite[] = [];
  const engine = createProfilesEngine({ ...DEFAULT_ENGINE_OPTIONS, now: () => NOW });
  const routes = profileIngestRoutes({
    now: () => NOW,
    write(profiles) {
      written.push(...profiles);
      return engine.write(profiles);
    },
  });
  const post = async (
    path: string,
    body: string | Uint8Array<ArrayBuffer> | FormData,
    headers: Record<string, string> = {},
  ) => {
    const response = await routes.request(path, { method: 'POST', body, headers });
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as { code: string; message: string }) : null };
  };
  return { written, engine, post };
}

const bytes = (data: Uint8Array) => Uint8Array.from(data);
const labelsOf = (write: ProfileWrite | undefined) => Object.fromEntries(write?.labels ?? []);
const cpu = pprofFromText('main;work 30', { types: [['cpu', 'nanoseconds']] });

describe('POST /ingest', () => {
  it('takes a raw pprof profile with the labels in its name', async () => {
    const { written, post } = setup();
    const name = encodeURIComponent('shop.cart{pod=a,region=eu west}');
    const url = `/ingest?name=${name}&from=1700000000&until=1700000010&format=pprof&spyName=gospy`;
    expect(await post(url, bytes(cpu))).toEqual({ status: 200, body: null });
    expect(labelsOf(written[0])).toEqual({
      __name__: 'process_cpu',
      service_name: 'shop.cart',
      pod: 'a',
      region: 'eu west',
      pyroscope_spy: 'gospy',
    });
    expect(written[0]).toMatchObject({ fromMs: 1_700_000_000_000, untilMs: 1_700_000_010_000 });
  });

  it('is found under its older path, too', async () => {
    const { written, post } = setup();
    expect(await post('/pyroscope/ingest?name=x&format=pprof', bytes(cpu))).toEqual({ status: 200, body: null });
    expect(written).toHaveLength(1);
  });

  it('believes the time in the profile rather than in the request', async () => {
    const { written, post } = setup();
    const timed = pprofFromText('a 1', { timeNanos: 1_699_999_990_000_000_000n });
    await post('/ingest?name=x&from=1700000000&until=1700000010&format=pprof', bytes(timed));
    expect(written[0]).toMatchObject({ fromMs: 1_699_999_990_000, untilMs: 1_700_000_000_000 });
  });

  it.each([
    ['a gzipped profile', gzipSync(cpu), {}],
    ['a gzipped request', gzipSync(cpu), { 'Content-Encoding': 'gzip' }],
    ['both', gzipSync(gzipSync(cpu)), { 'Content-Encoding': 'gzip' }],
  ])('unpacks %s', async (_, body, headers) => {
    const { engine, post } = setup();
    expect((await post('/ingest?name=x&format=pprof', bytes(body), headers)).status).toBe(200);
    expect(engine.usage().items).toBe(1);
  });

  it('takes a multipart form and the names it gives to sample types', async () => {
    const { written, post } = setup();
    const form = new FormData();
    const locks = pprofFromText('a 1', { types: [['contentions', 'count']] });
    form.set('profile', new Blob([bytes(gzipSync(locks))]), 'profile.pprof');
    form.set('sample_type_config', JSON.stringify({ contentions: { 'display-name': 'block_count' } }));
    expect((await post('/ingest?name=x', form)).status).toBe(200);
    expect(labelsOf(written[0])).toMatchObject({ __name__: 'block', pyroscope_spy: 'unknown' });
  });

  it('turns folded stacks into CPU time of the sample rate', async () => {
    const { written, post } = setup();
    const url = '/ingest?name=shop.cpu%7Bpod%3Da%7D&format=folded&sampleRate=100';
    expect((await post(url, 'main;work 3\nmain;gc idle 1\n\nmain;work 2\n')).status).toBe(200);
    expect(labelsOf(written[0])).toMatchObject({ __name__: 'process_cpu', service_name: 'shop', pod: 'a' });
    const profile = decodePprof(written[0]?.pprof ?? new Uint8Array());
    expect(profile.sampleTypes).toEqual([{ type: 'cpu', unit: 'nanoseconds' }]);
    const drawn = profile.samples.map(({ locationIds, values }) => [
      locationIds.map((id) => profile.locations.get(id)?.[0]?.name),
      values,
    ]);
    expect(drawn).toEqual([
      [['work', 'main'], [50_000_000]],
      [['gc idle', 'main'], [10_000_000]],
    ]);
  });

  it('takes memory as it is, and one sample per line', async () => {
    const { written, post } = setup();
    await post('/ingest?name=shop.inuse_space', 'a;b 4096');
    await post('/ingest?name=shop&format=lines', 'a;b\na;b\nc');
    const [memory, lines] = written.map(({ pprof }) => decodePprof(pprof));
    expect(memory?.sampleTypes).toEqual([{ type: 'inuse_space', unit: 'bytes' }]);
    expect(memory?.samples[0]?.values).toEqual([4096]);
    expect(lines?.samples.map(({ values }) => values[0])).toEqual([20_000_000, 10_000_000]);
  });

  it('accepts an empty profile and stores nothing', async () => {
    const { written, post } = setup();
    expect((await post('/ingest?name=x&format=pprof', '')).status).toBe(200);
    expect(written).toEqual([]);
  });

  it.each([
    ['no name', '/ingest?format=pprof', 'x', 'name: service name is required'],
    ['a bad name', '/ingest?name=a%20b', 'x 1', "name: invalid service name: a b: character is not allowed: ' '"],
    ['a bad label', '/ingest?name=a%7Bb%20c=d%7D', 'x 1', "invalid label name: b c: character is not allowed: ' '"],
    ['a label without a name', '/ingest?name=a%7B=d%7D', 'x 1', 'name: label name is required'],
    ['no count', '/ingest?name=x&format=folded', 'a;b 1\na;b c\n', 'line 2: expected "frame;frame;frame count"'],
    ['an uncountable count', '/ingest?name=x.cpu', 'a 9719925474099', '9719925474099 is more than can be counted'],
    ['an unknown type', '/ingest?name=x.tea', 'a 1', 'unknown profile type: tea'],
    ['another format', '/ingest?name=x&format=jfr', 'a 1', 'format "jfr" is not supported'],
  ])('refuses %s', async (...[, path, body, message]) => {
    const { written, post } = setup();
    const answer = await post(path, body);
    expect(answer.status).toBe(400);
    expect(answer.body?.code).toBe('invalid_argument');
    expect(answer.body?.message).toContain(message);
    expect(written).toEqual([]);
  });

  it.each([
    ['no pprof', 'hello world', 'parsing IngestInput-pprof failed invalid_argument: not a pprof profile'],
    ['half a gzip', bytes(gzipSync(cpu).subarray(0, 20)), 'parsing IngestInput-pprof failed invalid_argument: invalid'],
    ['a label too long', bytes(cpu), 'pushing IngestInput-pprof failed invalid_argument: profile with labels'],
  ])('refuses as pprof %s', async (what, body, message) => {
    const name = what === 'a label too long' ? `x{a=${'y'.repeat(3000)}}` : 'x';
    const answer = await setup().post(`/ingest?format=pprof&name=${encodeURIComponent(name)}`, body);
    expect([answer.status, answer.body?.code]).toEqual([422, 'unknown']);
    expect(answer.body?.message).toContain(message);
  });

  it.each([
    ['pyspy', ['total', 'serve', 'app/cart.py sum']],
    ['rbspy', ['total', '/lib/http.py serve', 'app/cart.py sum']],
    ['gospy', ['total', 'serve', 'sum']],
  ])('names the functions of %s as Pyroscope does', async (spy, names) => {
    const { engine, post } = setup();
    const script = pprofFromText('serve@/lib/http.py:3;sum@app/cart.py:7 5');
    await post(`/ingest?name=x&format=pprof&spyName=${spy}`, bytes(script));
    const body = JSON.stringify({
      profileTypeID: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
      labelSelector: `{service_name="x",__scripting_spy__="",pyroscope_spy="${spy}"}`,
      start: NOW - 60_000,
      end: NOW + 60_000,
    });
    const path = '/querier.v1.QuerierService/SelectMergeStacktraces';
    const answer = await engine.routes.request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    const { flamegraph } = (await answer.json()) as { flamegraph: { names: string[] } };
    expect(flamegraph.names).toEqual(names);
  });

  it('reads folded stacks under any other name of a format', async () => {
    const { written, post } = setup();
    expect((await post('/ingest?name=x&format=whatever', 'a;b 1')).status).toBe(200);
    expect(written).toHaveLength(1);
    const trie = await post('/ingest?name=x', 'a', { 'Content-Type': 'binary/octet-stream+trie' });
    expect(trie.body?.message).toContain('format "trie" is not supported');
  });

  it.each([
    ['shop{a=b,c = d }', { service_name: 'shop', a: 'b', c: 'd' }],
    ['shop{a=b=c,}x=y}', { service_name: 'shop', a: 'b=c' }],
    ['shop{a=b}x=y}', { service_name: 'shop', a: 'b', x: 'y' }],
    ['shop{a=b,c=d', { service_name: 'shop', a: 'b' }],
    ['shop{__name__=cart,__own=1}', { service_name: 'cart' }],
  ])('reads the name %s', async (name, labels) => {
    const { written, post } = setup();
    await post(`/ingest?format=pprof&name=${encodeURIComponent(name)}`, bytes(cpu));
    expect(labelsOf(written[0])).toEqual({ __name__: 'process_cpu', pyroscope_spy: 'unknown', ...labels });
  });

  it('refuses a profile that unpacks to more than the limit', async () => {
    const bomb = gzipSync(new Uint8Array(5 * 1024 * 1024));
    const { status, body } = await setup().post('/ingest?name=x&format=pprof', bytes(bomb));
    expect(status).toBe(422);
    expect(body?.message).toContain('uncompressed profile payload size exceeds limit of 4.2 MB');
  });

  it('refuses a body past the limit without reading it', async () => {
    const { status } = await setup().post('/ingest?name=x', 'a 1', { 'Content-Length': '99999999999' });
    expect(status).toBe(413);
  });
});

describe('POST /push.v1.PusherService/Push', () => {
  const path = '/push.v1.PusherService/Push';
  const labels = [
    { name: '__name__', value: 'process_cpu' },
    { name: 'service_name', value: 'cart' },
  ];
  const json = { 'Content-Type': 'application/json' };

  it('takes JSON', async () => {
    const { written, post } = setup();
    const samples = [{ rawProfile: Buffer.from(gzipSync(cpu)).toString('base64'), ID: 'x' }];
    expect(await post(path, JSON.stringify({ series: [{ labels, samples }] }), json)).toEqual({
      status: 200,
      body: {},
    });
    expect(labelsOf(written[0])).toEqual({ __name__: 'process_cpu', service_name: 'cart' });
    expect(written[0]).toMatchObject({ fromMs: NOW, untilMs: NOW });
  });

  it('takes protobuf, several profiles at once', async () => {
    const { engine, post } = setup();
    const request = encodeProtobuf(PushRequest, {
      series: [
        { labels, samples: [{ rawProfile: gzipSync(cpu) }, { rawProfile: cpu }] },
        { labels: [{ name: 'service_name', value: 'other' }], samples: [{ rawProfile: cpu }] },
      ],
    });
    expect((await post(path, bytes(request), { 'Content-Type': 'application/proto' })).status).toBe(200);
    expect(engine.usage().items).toBe(3);
  });

  it('keeps the good profiles and says what was wrong with the others', async () => {
    const { engine, post } = setup();
    const samples = [
      { rawProfile: Buffer.from('nonsense').toString('base64') },
      { rawProfile: Buffer.from(cpu).toString('base64') },
    ];
    const { status, body } = await post(path, JSON.stringify({ series: [{ labels, samples }] }), json);
    expect(status).toBe(400);
    expect(body?.message).toContain('not a pprof profile');
    expect(engine.usage().items).toBe(1);
  });

  it('refuses an empty request and malformed ones', async () => {
    const { post } = setup();
    expect((await post(path, '{}', json)).body?.message).toBe('no profiles received');
    expect((await post(path, '{"series": 1}', json)).body?.message).toBe('unmarshal message: series: expected a list');
    const broken = await post(path, Uint8Array.of(0x0a, 0xff, 0xff), { 'Content-Type': 'application/proto' });
    expect(broken.status).toBe(400);
  });

  it('takes POST alone', async () => {
    const routes = profileIngestRoutes({ now: () => NOW, write: () => ACCEPTED });
    const answer = await routes.request(path);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('waits for a write that takes time', async () => {
    let isKept = false;
    const routes = profileIngestRoutes({
      now: () => NOW,
      write: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        isKept = true;
        return ACCEPTED;
      },
    });
    await routes.request('/ingest?name=x&format=pprof', { method: 'POST', body: bytes(cpu) });
    expect(isKept).toBe(true);
  });
});
