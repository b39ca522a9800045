import { Profile } from 'pprof-format';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ENGINE_OPTIONS, type EngineOptions, type ProfilesEngine } from '../engine.ts';
import { decodeProtobuf, encodeProtobuf } from './message-codec.ts';
import { SelectMergeStacktracesRequest, SelectMergeStacktracesResponse } from './messages.ts';
import { pprofFromText } from './pprof-fixture.ts';
import { createProfilesEngine } from './profiles-engine.ts';

/** The fields of all answers that the tests look into. */
interface Answer {
  readonly code: string;
  readonly message: string;
  readonly names: string[];
  readonly profileTypes: object[];
  readonly labelsSet: object[];
  readonly flamegraph: { names: string[]; levels: { values: string[] }[]; total?: string };
  readonly series: { labels?: object[]; points: object[] }[];
  readonly sample: { value: string[] }[];
  readonly stringTable: string[];
  readonly flamebearer: { levels: number[][] };
  readonly metadata: object;
  readonly timeline: object;
  readonly groups: Record<string, { samples: number[] }> | null;
}

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const T0 = 1_700_000_000_000;
const SPAN_A = '00000000000000a1';
const SPAN_B = '00000000000000b2';
const TRACE = '0000000000000000000000000000beef';

function engineWith(
  profiles: readonly [atMs: number, labels: Record<string, string>, text: string][],
  options?: Partial<EngineOptions>,
) {
  const engine = createProfilesEngine({ ...DEFAULT_ENGINE_OPTIONS, now: () => T0 + 60_000, ...options });
  for (const [atMs, labels, text] of profiles) write(engine, { atMs, labels, pprof: pprofFromText(text) });
  return engine;
}

interface Written {
  readonly atMs: number;
  readonly labels: Record<string, string>;
  readonly pprof: Uint8Array;
}

function write(engine: ProfilesEngine, { atMs, labels, pprof }: Written) {
  return engine.write([{ labels: new Map(Object.entries(labels)), pprof, fromMs: atMs, untilMs: atMs + 10_000 }]);
}

async function call(engine: ProfilesEngine, method: string, request: object) {
  const response = await engine.routes.request(`/querier.v1.QuerierService/${method}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Connect-Protocol-Version': '1' },
    body: JSON.stringify(request),
  });
  return { status: response.status, body: (await response.json()) as Answer };
}

const range = { start: String(T0), end: String(T0 + 60_000) };
const cpu = { profileTypeID: CPU, labelSelector: '{}', ...range };
const shop = () =>
  engineWith([
    [T0, { service_name: 'cart', pod: 'a' }, 'main;http;query 30\nmain;gc 4'],
    [T0 + 15_000, { service_name: 'cart', pod: 'b' }, 'main;http;query 6'],
    [
      T0 + 15_000,
      { service_name: 'payment' },
      `main;charge 9 span_id=${SPAN_A}\nmain;charge 2 profile_id=${SPAN_B} trace_id=${TRACE}\nmain;idle 5`,
    ],
  ]);

describe('ProfileTypes, labels and series', () => {
  it('names types as Pyroscope does', async () => {
    const engine = shop();
    const heap = pprofFromText('a 1 2', {
      types: [
        ['inuse_objects', 'count'],
        ['inuse_space', 'bytes'],
      ],
      period: ['space', 'bytes'],
    });
    write(engine, { atMs: T0, labels: { service_name: 'cart' }, pprof: heap });
    const { body } = await call(engine, 'ProfileTypes', range);
    expect(body.profileTypes).toEqual([
      {
        ID: 'memory:inuse_objects:count:space:bytes',
        name: 'memory',
        sampleType: 'inuse_objects',
        sampleUnit: 'count',
        periodType: 'space',
        periodUnit: 'bytes',
      },
      {
        ID: 'memory:inuse_space:bytes:space:bytes',
        name: 'memory',
        sampleType: 'inuse_space',
        sampleUnit: 'bytes',
        periodType: 'space',
        periodUnit: 'bytes',
      },
      {
        ID: CPU,
        name: 'process_cpu',
        sampleType: 'cpu',
        sampleUnit: 'nanoseconds',
        periodType: 'cpu',
        periodUnit: 'nanoseconds',
      },
    ]);
  });

  it('answers nothing outside the range held', async () => {
    const later = { start: String(T0 + 3_600_000), end: String(T0 + 7_200_000) };
    expect((await call(shop(), 'ProfileTypes', later)).body).toEqual({});
  });

  it('lists label names and values, narrowed by matchers', async () => {
    const engine = shop();
    const names = (await call(engine, 'LabelNames', { ...range, matchers: ['{service_name="payment"}'] })).body.names;
    expect(names).toContain('service_name');
    expect(names).toContain('__profile_type__');
    expect(names).not.toContain('pod');
    const values = await call(engine, 'LabelValues', { ...range, name: 'pod', matchers: ['{service_name=~"ca.*"}'] });
    expect(values.body).toEqual({ names: ['a', 'b'] });
  });

  it('lists distinct label sets', async () => {
    const { body } = await call(shop(), 'Series', { ...range, matchers: [], labelNames: ['service_name'] });
    expect(body.labelsSet).toEqual([
      { labels: [{ name: 'service_name', value: 'cart' }] },
      { labels: [{ name: 'service_name', value: 'payment' }] },
    ]);
  });

  it('makes series of sample labels, but not of span ids', async () => {
    const engine = engineWith([[T0, { service_name: 'x' }, `a 1 route=/pay\nb 2 span_id=${SPAN_A}`]]);
    const { body } = await call(engine, 'SelectSeries', { ...cpu, groupBy: ['route', 'span_id'], step: 60 });
    expect(body.series.map((series) => series.labels)).toEqual([undefined, [{ name: 'route', value: '/pay' }]]);
  });
});

describe('SelectMergeStacktraces', () => {
  it('sums profiles by function', async () => {
    const { body } = await call(shop(), 'SelectMergeStacktraces', { ...cpu, labelSelector: '{service_name="cart"}' });
    expect(body.flamegraph).toEqual({
      names: ['total', 'main', 'http', 'query', 'gc'],
      levels: [
        { values: ['0', '40', '0', '0'] },
        { values: ['0', '40', '0', '1'] },
        { values: ['0', '4', '4', '4', '0', '36', '0', '2'] },
        { values: ['4', '36', '36', '3'] },
      ],
      total: '40',
      maxSelf: '36',
    });
  });

  it('takes profiles at both ends of the range', async () => {
    const at = async (start: number, end: number) =>
      (await call(shop(), 'SelectMergeStacktraces', { ...cpu, start, end })).body.flamegraph.total;
    expect(await at(T0, T0)).toBe('34');
    expect(await at(T0 + 1, T0 + 15_000)).toBe('22');
    expect(await at(T0 + 15_001, T0 + 20_000)).toBeUndefined();
  });

  it('prunes to maxNodes with "other"', async () => {
    const request = { ...cpu, labelSelector: '{service_name="cart"}', maxNodes: '3' };
    const { body } = await call(shop(), 'SelectMergeStacktraces', request);
    expect(body.flamegraph.names).toEqual(['total', 'main', 'other', 'http', 'query']);
    expect(body.flamegraph.total).toBe('40');
  });

  it.each([
    ['span_id', { spanSelector: [SPAN_A] }, '9'],
    ['profile_id', { spanSelector: [SPAN_B] }, '2'],
    ['several', { spanSelector: [SPAN_A, SPAN_B] }, '11'],
    ['upper case', { spanSelector: [SPAN_A.toUpperCase()] }, '9'],
    ['a trace', { traceIdSelector: [TRACE] }, '2'],
    ['an unknown one', { spanSelector: ['ffffffffffffffff'] }, undefined],
  ])('selects samples of spans: %s', async (_, selector, total) => {
    const { body } = await call(shop(), 'SelectMergeStacktraces', { ...cpu, ...selector });
    expect(body.flamegraph.total).toBe(total);
  });

  it('does the same in SelectMergeSpanProfile', async () => {
    const { body } = await call(shop(), 'SelectMergeSpanProfile', { ...cpu, spanSelector: [SPAN_A] });
    expect(body.flamegraph.names).toEqual(['total', 'main', 'charge']);
  });

  it('selects stacks by call site', async () => {
    const stackTraceSelector = { callSite: [{ name: 'main' }, { name: 'http' }] };
    const { body } = await call(shop(), 'SelectMergeStacktraces', { ...cpu, stackTraceSelector });
    expect(body.flamegraph.names).toEqual(['total', 'main', 'http', 'query']);
    expect(body.flamegraph.total).toBe('36');
  });

  it('speaks protobuf as well', async () => {
    const request = encodeProtobuf(SelectMergeStacktracesRequest, {
      profileTypeID: CPU,
      labelSelector: '{service_name="payment"}',
      start: T0,
      end: T0 + 60_000,
      spanSelector: [SPAN_A],
    });
    const response = await shop().routes.request('/querier.v1.QuerierService/SelectMergeStacktraces', {
      method: 'POST',
      headers: { 'Content-Type': 'application/proto' },
      body: Uint8Array.from(request),
    });
    expect(response.headers.get('content-type')).toBe('application/proto');
    const decoded = decodeProtobuf(SelectMergeStacktracesResponse, new Uint8Array(await response.arrayBuffer()));
    expect(decoded.flamegraph?.names).toEqual(['total', 'main', 'charge']);
    expect(decoded.flamegraph?.levels[1]?.values).toEqual([0, 9, 0, 1]);
    expect(decoded.flamegraph?.total).toBe(9);
  });
});

describe('SelectSeries', () => {
  it('sums (t - step, t] on a grid from start, largest series first', async () => {
    const { body } = await call(shop(), 'SelectSeries', { ...cpu, groupBy: ['service_name'], step: 10 });
    expect(body.series).toEqual([
      {
        labels: [{ name: 'service_name', value: 'cart' }],
        points: [
          { value: 34, timestamp: String(T0) },
          { value: 6, timestamp: String(T0 + 20_000) },
        ],
      },
      { labels: [{ name: 'service_name', value: 'payment' }], points: [{ value: 16, timestamp: String(T0 + 20_000) }] },
    ]);
  });

  it('averages over profiles, and cuts to the limit', async () => {
    const request = { ...cpu, step: 60, start: String(T0 - 1), end: String(T0 + 60_000) };
    const average = await call(shop(), 'SelectSeries', {
      ...request,
      aggregation: 'TIME_SERIES_AGGREGATION_TYPE_AVERAGE',
    });
    expect(average.body.series[0]?.points).toEqual([{ value: 56 / 3, timestamp: String(T0 + 59_999) }]);
    const limited = await call(shop(), 'SelectSeries', { ...request, groupBy: ['service_name'], limit: '1' });
    expect(limited.body.series).toHaveLength(1);
  });
});

describe('SelectMergeProfile', () => {
  it('answers pprof with files and lines', async () => {
    const engine = engineWith([[T0, { service_name: 'x' }, 'main@m.go:1;work@w.go:7 3\nmain@m.go:1;work@w.go:9 4']]);
    const response = await engine.routes.request('/querier.v1.QuerierService/SelectMergeProfile', {
      method: 'POST',
      headers: { 'Content-Type': 'application/proto' },
      body: Uint8Array.from(
        encodeProtobuf(SelectMergeStacktracesRequest, {
          profileTypeID: CPU,
          labelSelector: '{}',
          start: T0,
          end: T0 + 1,
        }),
      ),
    });
    const profile = Profile.decode(new Uint8Array(await response.arrayBuffer()));
    expect(profile.sample.map(({ value }) => value)).toEqual([[3], [4]]);
    expect(profile.location.map(({ line }) => line[0]?.line)).toEqual([7, 1, 9]);
    expect(profile.function.map(({ name }) => profile.stringTable.strings[Number(name)])).toEqual(['work', 'main']);
  });

  it('cuts stacks that are not among the largest nodes', async () => {
    const { body } = await call(shop(), 'SelectMergeProfile', { ...cpu, labelSelector: '{pod="a"}', maxNodes: 3 });
    expect(body.sample.map((sample) => sample.value[0]).toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      '30',
      '4',
    ]);
    expect(body.stringTable).toContain('other');
    expect(body.stringTable).not.toContain('gc');
  });
});

describe('Diff', () => {
  it('sets one selection against another', async () => {
    const side = (pod: string) => ({ ...cpu, labelSelector: `{pod="${pod}"}` });
    const { body } = await call(shop(), 'Diff', { left: side('a'), right: side('b') });
    expect(body.flamegraph).toMatchObject({ leftTicks: '34', rightTicks: '6', total: '40' });
    expect(body.flamegraph.levels[1]?.values).toEqual(['0', '34', '0', '0', '6', '0', '1']);
  });
});

describe('GetProfileStats', () => {
  it('tells from when to when there are profiles', async () => {
    const engine = engineWith([
      [T0 + 5000, { service_name: 'x' }, 'a 1'],
      [T0, { service_name: 'y' }, 'a 1'],
    ]);
    expect((await call(engine, 'GetProfileStats', {})).body).toEqual({
      dataIngested: true,
      oldestProfileTime: String(T0),
      newestProfileTime: String(T0 + 5000),
    });
    expect((await call(engineWith([]), 'GetProfileStats', {})).body).toEqual({});
  });
});

describe('errors', () => {
  it.each([
    ['SelectMergeStacktraces', { ...cpu, labelSelector: '{a=' }, 400, 'parse error'],
    [
      'SelectMergeStacktraces',
      { ...cpu, profileTypeID: 'cpu' },
      400,
      'profile-type selection must be of the form <name>',
    ],
    ['SelectMergeStacktraces', { ...cpu, start: 0 }, 400, 'missing time range in the query'],
    ['SelectMergeStacktraces', { ...cpu, start: T0 + 99_999 }, 400, 'query start time is after end time'],
    [
      'SelectMergeStacktraces',
      { ...cpu, maxNodes: 9_999_999 },
      400,
      'max flamegraph nodes limit 9999999 is greater than allowed 1048576',
    ],
    ['SelectMergeStacktraces', { ...cpu, spanSelector: ['abc'] }, 400, 'invalid span id length: "abc"'],
    ['SelectMergeStacktraces', { ...cpu, format: 'PROFILE_FORMAT_DOT' }, 501, 'not supported'],
    ['SelectMergeStacktraces', { ...cpu, start: 'soon' }, 400, 'start: expected a number'],
    ['SelectSeries', { ...cpu, step: 0 }, 400, 'step must be >= 1ms'],
    ['LabelValues', range, 400, 'name is required'],
    ['Diff', { left: cpu }, 400, 'profile-type selection must be of the form <name>'],
    ['SelectSeries', { ...cpu, profileTypeID: 'cpu', step: 0 }, 400, 'profile-type selection must be of the form'],
    ['SelectMergeProfile', {}, 400, 'missing time range in the query'],
    ['SelectMergeStacktraces', { spanSelector: ['a'], traceIdSelector: ['b'] }, 400, 'cannot be combined'],
    ['SelectHeatmap', {}, 501, 'querier.v1.QuerierService.SelectHeatmap is not implemented'],
  ])('%s %j', async (...[method, request, status, message]) => {
    const { status: actual, body } = await call(shop(), method, request);
    expect(actual).toBe(status);
    expect(body.code).toBe(status === 501 ? 'unimplemented' : 'invalid_argument');
    expect(body.message).toContain(message);
  });

  it('refuses other content types, methods and broken JSON', async () => {
    const path = '/querier.v1.QuerierService/ProfileTypes';
    const post = (type: string, body: string) =>
      shop().routes.request(path, { method: 'POST', headers: { 'Content-Type': type }, body });
    expect((await post('text/plain', '{}')).status).toBe(415);
    expect((await post('application/json', '{')).status).toBe(400);
    const get = await shop().routes.request(path);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it.each([
    [{ 'connect-protocol-version': '2' }, 400, 'Connect-Protocol-Version must be "1": got "2"'],
    [{ 'connect-timeout-ms': 'x' }, 400, 'parse timeout: strconv.ParseInt: parsing "x": invalid syntax'],
    [{ 'connect-timeout-ms': '99999999999' }, 400, 'parse timeout: "99999999999" has >10 digits'],
    [{ 'connect-timeout-ms': '0' }, 504, 'context deadline exceeded'],
    [{ 'content-encoding': 'br' }, 501, 'unknown compression "br": supported encodings are gzip'],
  ])('refuses the headers %j', async (headers, status, message) => {
    const request = { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: '{}' };
    const response = await shop().routes.request('/querier.v1.QuerierService/ProfileTypes', request);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ message });
  });

  it('stops a query that would touch too much', async () => {
    const engine = engineWith([[T0, { service_name: 'x' }, 'a 1\nb 2\nc 3']], { maxQueryItems: 2 });
    expect(await call(engine, 'SelectMergeStacktraces', cpu)).toEqual({
      status: 429,
      body: { code: 'resource_exhausted', message: 'query would touch more than 2 items' },
    });
  });
});

describe('writes', () => {
  it('leave out samples of nothing, and all of a sample with a negative value', async () => {
    const engine = engineWith([]);
    const types = [
      ['cpu', 'nanoseconds'],
      ['samples', 'count'],
    ] as const;
    const pprof = pprofFromText('a;b 5 -1\na;c 3 2\na;d 0 0\na;c 1 0', { types });
    write(engine, { atMs: T0, labels: { service_name: 'x' }, pprof });
    const { flamegraph } = (await call(engine, 'SelectMergeStacktraces', cpu)).body;
    expect([flamegraph.names, flamegraph.total]).toEqual([['total', 'a', 'c'], '4']);
  });

  it('keeps the good profiles of a batch with a bad one', async () => {
    const engine = engineWith([]);
    const good = { labels: new Map([['service_name', 'x']]), pprof: pprofFromText('a 1'), fromMs: T0, untilMs: T0 };
    const result = engine.write([{ ...good, pprof: new Uint8Array([1, 2, 3]) }, good]);
    expect(result.rejected).toBe(1);
    expect(result.message).toContain('string 0 should be empty string');
    expect((await call(engine, 'SelectMergeStacktraces', cpu)).body.flamegraph.total).toBe('1');
  });

  it('refuses what is too large, with the limit', () => {
    const engine = engineWith([]);
    const samples = Array.from({ length: 16_001 }, (_, i) => `f${i % 10} 1`).join('\n');
    expect(write(engine, { atMs: T0, labels: { service_name: 'x' }, pprof: pprofFromText(samples) }).message).toBe(
      `the profile with labels '{service_name="x"}' exceeds the samples count limit (max_profile_stacktrace_samples, actual: 16001, limit: 16000)`,
    );
    const many = Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`l${i}`, 'v']));
    expect(write(engine, { atMs: T0, labels: many, pprof: pprofFromText('a 1') }).message).toContain(
      'has 31 label names; limit 30',
    );
  });

  it('drops zero and negative values', async () => {
    const engine = engineWith([[T0, { service_name: 'x' }, 'a 0\nb -5\nc 2']]);
    expect((await call(engine, 'SelectMergeStacktraces', cpu)).body.flamegraph.names).toEqual(['total', 'c']);
  });

  it('tells labels with dots by underscores, and names the unnamed service', async () => {
    const engine = engineWith([[T0, { 'k8s.pod': 'p' }, 'a 1']]);
    const { body } = await call(engine, 'LabelValues', { ...range, name: 'k8s_pod' });
    expect(body.names).toEqual(['p']);
    expect((await call(engine, 'LabelValues', { ...range, name: 'service_name' })).body.names).toEqual([
      'unknown_service',
    ]);
  });
});

describe('retention', () => {
  it('forgets what ended before, and the stacks only that used', async () => {
    const engine = engineWith([
      [T0, { service_name: 'old' }, `x;y;z 1 span_id=${SPAN_A}`],
      [T0 + 1, { service_name: 'old' }, Array.from({ length: 500 }, (_, i) => `x;y;w${i} 1`).join('\n')],
      [T0 + 40_000, { service_name: 'new' }, `main;charge 9 span_id=${SPAN_B}`],
    ]);
    const before = engine.usage();
    expect(before).toMatchObject({ items: 3, oldestUnixNano: BigInt(T0) * 1_000_000n });
    engine.dropBefore(BigInt(T0 + 30_000) * 1_000_000n);
    const after = engine.usage();
    expect(after).toMatchObject({ items: 1, oldestUnixNano: BigInt(T0 + 40_000) * 1_000_000n });
    expect(after.bytes).toBeLessThan(before.bytes / 10);
    expect((await call(engine, 'LabelValues', { name: 'service_name' })).body.names).toEqual(['new']);
    const { body } = await call(engine, 'SelectMergeStacktraces', { ...cpu, spanSelector: [SPAN_B] });
    expect(body.flamegraph.names).toEqual(['total', 'main', 'charge']);
  });

  it('keeps a profile that still ran at the cut', () => {
    const engine = engineWith([[T0, { service_name: 'x' }, 'a 1']]);
    engine.dropBefore(BigInt(T0 + 5000) * 1_000_000n);
    expect(engine.usage().items).toBe(1);
  });

  it('clears', () => {
    const engine = shop();
    engine.clear();
    expect(engine.usage()).toMatchObject({ items: 0, oldestUnixNano: null });
  });
});

describe('/pyroscope', () => {
  const get = async (engine: ProfilesEngine, path: string) => {
    const response = await engine.routes.request(path);
    return { status: response.status, body: (await response.json()) as Answer };
  };
  const query = encodeURIComponent(`${CPU}{service_name="cart"}`);

  it('renders a flame graph with its timeline', async () => {
    const { body } = await get(shop(), `/pyroscope/render?query=${query}&from=${T0}&until=now`);
    expect(body.flamebearer).toMatchObject({
      names: ['total', 'main', 'http', 'query', 'gc'],
      numTicks: 40,
      maxSelf: 36,
    });
    expect(body.flamebearer.levels[1]).toEqual([0, 40, 0, 1]);
    expect(body.metadata).toEqual({ format: 'single', spyName: '', sampleRate: 1e9, units: 'samples', name: 'cpu' });
    const first = Math.floor(T0 / 15_000) * 15;
    expect(body.timeline).toEqual({ startTime: first, samples: [34, 6, 0, 0], durationDelta: 15, watermarks: null });
    expect(body.groups).toBeNull();
  });

  it('groups the timeline', async () => {
    const { body } = await get(shop(), `/pyroscope/render?query=${query}&from=now-1m&until=now&groupBy=pod`);
    expect(Object.keys(body.groups ?? {}).sort()).toEqual(['a', 'b']);
    expect(body.groups?.b?.samples).toEqual([0, 6, 0, 0]);
  });

  it('renders a difference', async () => {
    const side = (name: string, pod: string) =>
      `${name}Query=${encodeURIComponent(`${CPU}{pod="${pod}"}`)}&${name}From=${T0}&${name}Until=${T0 + 60_000}`;
    const { body } = await get(shop(), `/pyroscope/render-diff?${side('left', 'a')}&${side('right', 'b')}`);
    expect(body).toMatchObject({ leftTicks: 34, rightTicks: 6, metadata: { format: 'double' } });
    expect(body.flamebearer.levels[0]).toHaveLength(7);
  });

  it('lists profile types as values of __name__', async () => {
    expect((await get(shop(), '/pyroscope/label-values?label=__name__')).body).toEqual([CPU]);
  });

  it.each([
    ['/pyroscope/render', '"query" is required'],
    ['/pyroscope/render?query=%7B%7D', '"query" must contain a profile-type selection'],
    [
      '/pyroscope/render?query=%7Ba%3D%7D',
      'failed to parse "query": 1:4: parse error: unexpected "}" in label matching, expected string',
    ],
    ['/pyroscope/render?query=cpu%7B%7D', 'failed to parse "query"'],
    ['/pyroscope/label-values', 'label parameter is required'],
    [
      `/pyroscope/render-diff?leftQuery=${query}&rightQuery=${encodeURIComponent('a:b:c:d:e{}')}`,
      'profile types must match',
    ],
  ])('refuses %s', async (path, message) => {
    expect(await get(shop(), path)).toEqual({ status: 400, body: { code: 'invalid_argument', message } });
  });
});
