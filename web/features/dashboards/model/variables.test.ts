import { describe, expect, it } from 'vitest';
import { SourceSettings, type SourceInfo } from '../../../../server/contract/source.ts';
import { epochMs } from '../../../../server/contract/units.ts';
import { applyFormat } from './formats.ts';
import { interpolate, literal, mentionedNames, type Scope } from './interpolate.ts';
import { dashboardScope, queryScope } from './macros.ts';
import { RawVariable } from './raw-dashboard.ts';
import { findSource } from './source-ref.ts';
import { ALL, parseVariable, type Variable } from './variable.ts';
import { chooseValues, parseCustom, refineOptions, sortOptions } from './variable-options.ts';
import { buildAsk } from './variable-request.ts';
import { inDependencyOrder, resolveVariables, type Answer, type ResolveInput } from './variable-state.ts';

const source = (uid: string, type: SourceInfo['type'], more: Partial<SourceInfo> = {}): SourceInfo => ({
  uid,
  name: uid.toUpperCase(),
  type,
  isDefault: false,
  readOnly: true,
  embedded: false,
  settings: SourceSettings.parse({}),
  correlations: [],
  ...more,
});
const prom = source('prom', 'prometheus', { isDefault: true });
const loki = source('loki', 'loki');
const sources = [prom, loki];
const variable = (raw: object): Variable => parseVariable(RawVariable.parse(raw));
const nothing: Scope = () => null;

describe('interpolation', () => {
  const scope: Scope = (name) => {
    if (name === 'one') return { values: ["a.b'c"], texts: ['One'], isMulti: false, isList: false };
    if (name === 'many') return { values: ['a.b', 'c'], texts: ['A', 'C'], isMulti: true, isList: true };
    if (name === 'single') return { values: ['a.b'], texts: ['A'], isMulti: true, isList: true };
    if (name === '__dashboard') return literal('Shop', { uid: 'shop' });
    return null;
  };
  it.each([
    ['$one ${one} [[one]]', "a.b'c a.b'c a.b'c"],
    ['$many', '{a.b,c}'],
    ['${many:csv} ${many:pipe} ${many:json} [[many:regex]]', 'a.b,c a.b|c ["a.b","c"] (a\\.b|c)'],
    ['${single:regex} ${single:json}', 'a\\.b ["a.b"]'],
    ['${many:queryparam}', 'var-many=a.b&var-many=c'],
    ['${many:customqueryparam:s:x-}', 's=x-a.b&s=x-c'],
    ['${many:singlequote} ${many:doublequote}', '\'a.b\',\'c\' "a.b","c"'],
    ['${one:sqlstring}', "'a.b''c'"],
    ['${many:text} ${many:join:;} ${many:distributed}', 'A + C a.b;c a.b,many=c'],
    ['${many:lucene}', '("a.b" OR "c")'],
    ['${many:percentencode} ${one:percentencode}', '%7Ba.b%2Cc%7D a.b%27c'],
    ['${one:html}', 'a.b&#39;c'],
    ['${many:nonsense}', '{a.b,c}'],
    ['${__dashboard} ${__dashboard.uid}', 'Shop shop'],
    ['$unknown ${unknown:csv} $$', '$unknown ${unknown:csv} $$'],
  ])('%s', (text, expected) => {
    expect(interpolate(text, scope)).toBe(expected);
  });

  it('quotes by language', () => {
    expect(interpolate('{a="$one"}', scope, 'promql')).toBe('{a="a.b\\\'c"}');
    expect(interpolate('{a=~"$many"}', scope, 'promql')).toBe('{a=~"(a\\\\.b|c)"}');
    expect(interpolate('{a=~"$single"}', scope, 'promql')).toBe('{a=~"a\\\\.b"}');
    expect(interpolate('{a=~"$many"}', scope, 'logql')).toBe('{a=~"a\\\\.b|c"}');
    expect(interpolate('{a="$one"}', scope, 'logql')).toBe('{a="a.b\'c"}');
    expect(interpolate('{.a=~"$many"}', scope, 'traceql')).toBe('{.a=~"a.b|c"}');
  });

  it('is greedy about bare names', () => {
    expect(interpolate('$one_x', scope)).toBe('$one_x');
    expect(mentionedNames('$a_b ${c:csv} [[d]] $__interval')).toEqual(['a_b', 'c', 'd', '__interval']);
  });

  it('formats dates', () => {
    const input = { name: 'x', values: ['1700000000000'], texts: [''], isList: false };
    expect(applyFormat('date', { ...input, arg: '' })).toBe('2023-11-14T22:13:20.000Z');
    expect(applyFormat('date', { ...input, arg: 'seconds' })).toBe('1700000000');
    expect(applyFormat('date', { ...input, arg: 'YYYY-MM' })).toBe('2023-11');
  });

  it('knows the macros', () => {
    const range = { from: epochMs(1_700_000_000_000), to: epochMs(1_700_003_600_000) };
    const macros = dashboardScope({ range, raw: { from: 'now-1h', to: 'now' }, uid: 'u', title: 't', timezone: 'utc' });
    expect(interpolate('$__range $__range_s $__range_ms $__from ${__to:date:seconds}', macros)).toBe(
      '3600s 3600 3600000 1700000000000 1700003600',
    );
    const query = queryScope({ stepMs: 30_000, scrapeMs: 15_000 });
    expect(interpolate('$__interval $__interval_ms $__rate_interval ${__rate_interval_ms}', query)).toBe(
      '30s 30000 1m0s 60000',
    );
    expect(interpolate('rate(x[$__rate_interval])', query, 'promql')).toBe('rate(x[1m0s])');
  });
});

describe('options', () => {
  it('reads custom lists', () => {
    expect(parseCustom('a, b\\,c, Native : -1, x:y')).toEqual([
      { value: 'a', text: 'a' },
      { value: 'b,c', text: 'b,c' },
      { value: '-1', text: 'Native' },
      { value: 'x:y', text: 'x:y' },
    ]);
  });

  const texts = (list: readonly { text: string }[]) => list.map(({ text }) => text);
  const opts = (...values: string[]) => values.map((value) => ({ value, text: value }));

  it.each([
    [0, ['b10', 'a2', 'B1']],
    [1, ['a2', 'B1', 'b10']],
    [2, ['b10', 'B1', 'a2']],
    [3, ['B1', 'a2', 'b10']],
    [4, ['b10', 'a2', 'B1']],
    [7, ['a2', 'B1', 'b10']],
  ])('sorts by %d', (sort, expected) => {
    expect(texts(sortOptions(opts('b10', 'a2', 'B1'), sort))).toEqual(expected);
  });

  it('applies the regex, drops what does not match and repeats', () => {
    const refine = (regex: string, ...values: string[]) =>
      refineOptions(variable({ name: 'v', regex }), opts(...values));
    expect(refine('/.*service="(.*)".*/', 'x{service="a"} 1 2', 'x{service="a"} 3 4', 'y')).toEqual([
      { value: 'a', text: 'a' },
    ]);
    expect(refine('/(?<text>\\w+)-(?<value>\\d+)/', 'node-7')).toEqual([{ value: '7', text: 'node' }]);
    expect(refine('prod', 'prod-1', 'dev')).toEqual(opts('prod-1'));
    expect(refine('(', 'a')).toEqual(opts('a'));
  });

  it('lets the URL decide, and replaces a saved value that is gone', () => {
    const query = variable({ name: 'v', type: 'query', current: { value: 'gone', text: 'gone' } });
    expect(chooseValues(query, { options: opts('a', 'b'), asked: undefined })).toEqual(['a']);
    expect(chooseValues(query, { options: opts('a', 'b'), asked: ['b'] })).toEqual(['b']);
    expect(chooseValues(query, { options: opts('a', 'b'), asked: ['else'] })).toEqual(['else']);
    expect(chooseValues(query, { options: [], asked: undefined })).toEqual(['']);
    const all = variable({
      name: 'v',
      type: 'query',
      multi: true,
      includeAll: true,
      current: { value: ['$__all'], text: ['All'] },
    });
    expect(chooseValues(all, { options: opts('a'), asked: undefined })).toEqual([ALL]);
    expect(chooseValues(all, { options: opts('a'), asked: ['All'] })).toEqual([ALL]);
    expect(chooseValues(all, { options: opts('a', 'b'), asked: ['a', 'b'] })).toEqual(['a', 'b']);
    expect(chooseValues(all, { options: opts('a'), asked: [''] })).toEqual([]);
    expect(chooseValues(variable({ name: 'v', type: 'constant', query: 'c' }), { options: [], asked: ['x'] })).toEqual([
      'c',
    ]);
    expect(
      chooseValues(variable({ name: 'v', type: 'textbox', query: 'd' }), { options: [], asked: undefined }),
    ).toEqual(['d']);
  });
});

describe('what a query variable asks', () => {
  const ask = (raw: object, of: SourceInfo = prom) =>
    buildAsk(variable({ name: 'v', type: 'query', ...raw }), of, nothing);
  it.each([
    ['label_names()', { kind: 'prometheus-labels', match: '' }],
    ['label_values(job)', { kind: 'prometheus-values', label: 'job', match: '' }],
    ['label_values(up{a="b,c(d)"}, job)', { kind: 'prometheus-values', label: 'job', match: 'up{a="b,c(d)"}' }],
    ['label_values({job=~"$job"},instance)', { kind: 'prometheus-values', label: 'instance', match: '{job=~"$job"}' }],
    ['metrics(node_.*)', { kind: 'prometheus-metrics', pattern: 'node_.*' }],
    ['query_result(count(up))', { kind: 'prometheus-result', expr: 'count(up)' }],
    ['up{job="a"}', { kind: 'prometheus-series', match: 'up{job="a"}' }],
  ])('%s', (query, expected) => {
    expect(ask({ query })).toEqual({ ok: true, ask: expected });
    expect(ask({ query: { query, refId: 'A' } })).toEqual({ ok: true, ask: expected });
  });
  it('reads Loki both ways', () => {
    const expected = { ok: true, ask: { kind: 'loki-values', label: 'app', stream: '{ns="x"}' } };
    expect(ask({ query: { type: 1, label: 'app', stream: '{ns="x"}' } }, loki)).toEqual(expected);
    expect(ask({ query: 'label_values({ns="x"}, app)' }, loki)).toEqual(expected);
    expect(ask({ query: { type: 0 } }, loki)).toEqual({ ok: true, ask: { kind: 'loki-labels' } });
    expect(ask({ query: 'what' }, loki).ok).toBe(false);
  });
});

describe('data sources', () => {
  const find = (...refs: Parameters<typeof findSource>[0]) => {
    const found = findSource(refs, { sources, scope: (name) => (name === 'ds' ? literal('loki') : null) });
    return found.ok ? found.source.uid : found.reason;
  };
  it('takes the first reference that names one', () => {
    expect(find(null, { uid: 'loki' })).toBe('loki');
    expect(find({ uid: '${ds}', type: 'loki' })).toBe('loki');
    expect(find('PROM')).toBe('prom');
    expect(find('-- Mixed --', undefined)).toBe('prom');
    expect(find({ uid: 'loki' }, { uid: '-- Mixed --' })).toBe('loki');
    expect(find({ type: 'loki' })).toBe('loki');
    expect(find({ type: 'loki', uid: '${DS_LOKI}' })).toBe('loki');
  });
  it('says what is missing', () => {
    expect(find({ uid: 'webstore', type: 'jaeger' })).toBe('Data source webstore (jaeger) is not provisioned');
    expect(find({ uid: '-- Grafana --' })).toContain('not supported');
  });
});

describe('resolveVariables', () => {
  const cluster = variable({ name: 'cluster', type: 'query', query: 'label_values(up, cluster)' });
  const job = variable({
    name: 'job',
    type: 'query',
    query: 'label_values(up{cluster="$cluster"}, job)',
    multi: true,
    includeAll: true,
  });
  const free = variable({ name: 'free', type: 'custom', query: 'x,y' });
  const range = { from: epochMs(0), to: epochMs(60_000) };
  const run = (variables: Variable[], answers: Record<string, string[] | Error>, more: Partial<ResolveInput> = {}) =>
    resolveVariables({
      variables,
      sources,
      range,
      loadRange: range,
      macros: nothing,
      asked: new Map(),
      lookUp: ({ ask }): Answer => {
        const answer = answers[JSON.stringify(ask)];
        if (answer instanceof Error) return { options: null, error: answer, isStale: false };
        return { options: answer?.map((value) => ({ value, text: value })) ?? null, error: null, isStale: false };
      },
      ...more,
    });
  const values = (label: string, match: string) => JSON.stringify({ kind: 'prometheus-values', label, match });

  it('orders by dependency, not by position', () => {
    expect(inDependencyOrder([job, free, cluster]).map(({ name }) => name)).toEqual(['cluster', 'job', 'free']);
    const a = variable({ name: 'a', type: 'query', query: '$b' });
    const b = variable({ name: 'b', type: 'query', query: '$a' });
    expect(inDependencyOrder([a, b])).toHaveLength(2);
  });

  it('asks for what it can, and waits with the rest', () => {
    const first = run([job, free, cluster], {});
    expect(first.requests.map(({ ask }) => ask)).toEqual([
      { kind: 'prometheus-values', label: 'cluster', match: 'up' },
    ]);
    expect([...first.pending]).toEqual(['job', 'cluster']);
    expect(first.scope('free')?.values).toEqual(['x']);

    const second = run([job, free, cluster], { [values('cluster', 'up')]: ['eu', 'us'] });
    expect(second.requests.map(({ ask }) => ask)[1]).toMatchObject({ match: 'up{cluster="eu"}' });
    expect([...second.pending]).toEqual(['job']);

    const third = run([job, free, cluster], {
      [values('cluster', 'up')]: ['eu'],
      [values('job', 'up{cluster="eu"}')]: ['a', 'b'],
    });
    expect(third.pending.size).toBe(0);
    expect(third.states.find(({ variable: v }) => v.name === 'job')?.values).toEqual([ALL]);
    expect(interpolate('$job', third.scope, 'promql')).toBe('(a|b)');
  });

  it('goes on after a failure', () => {
    const done = run([cluster, job], { [values('cluster', 'up')]: new Error('down') });
    expect(done.states[0]).toMatchObject({ status: 'failed', values: [''] });
    expect(done.requests.map(({ ask }) => ask)[1]).toMatchObject({ match: 'up{cluster=""}' });
  });

  it('fills in allValue as it stands', () => {
    const all = variable({
      name: 'all',
      type: 'custom',
      query: 'a,b',
      includeAll: true,
      allValue: '.*$free',
      current: { value: '$__all' },
    });
    expect(interpolate('$all', run([all, free], {}).scope, 'promql')).toBe('.*x');
  });

  it('turns data source and interval variables into values', () => {
    const ds = variable({ name: 'ds', type: 'datasource', query: 'loki', current: { value: 'LOKI', text: 'LOKI' } });
    const every = variable({
      name: 'every',
      type: 'interval',
      query: '1m,10m',
      auto: true,
      auto_min: '10s',
      current: { value: '$__auto' },
    });
    const done = run([ds, every], {});
    expect(done.scope('ds')?.values).toEqual(['loki']);
    expect(interpolate('$every ${ds:text}', done.scope)).toBe('10s LOKI');
  });
});
