import { describe, expect, it } from 'vitest';
import type { Jump } from '../jump.ts';
import { epochMs } from '../units.ts';
import { resolveJumps } from './resolve.ts';
import { fourSources, logContext, range, row, spanContext } from './testing.ts';

/** What Grafana does with the same settings, beyond the tests of each kind of context. */
const byRule = (jumps: readonly Jump[], rule: string) => jumps.filter((jump) => jump.rule.startsWith(rule));
const TRACE = 'aafd1f254f2e92bcddf70ab297ae0ab3';

describe('derived fields', () => {
  const fields = (...derivedFields: object[]) => fourSources({ loki: { settings: { derivedFields } } });
  const derived = (jumps: readonly Jump[]) => byRule(jumps, 'derivedFields');

  it('take the first key that matches, of index labels, structured metadata and parsed labels in this order', () => {
    const of = row('x', {
      labels: { app: 'a' },
      structuredMetadata: { trace_id: 'fromMetadata' },
      parsed: { trace_id_2: 'fromParser' },
    });
    const field = {
      name: 't',
      matcherType: 'label',
      matcherRegex: '^trace_id',
      url: '${__value.raw}',
      datasourceUid: 'tempo',
    };
    expect(derived(resolveJumps(logContext(of), fields(field)))).toMatchObject([
      { targets: [{ query: 'fromMetadata' }] },
    ]);
  });

  it('run only the first matcher of a name, even where it finds nothing and the second would', () => {
    const first = { name: 't', matcherRegex: 'never=(x)', url: '${__value.raw}', datasourceUid: 'tempo' };
    const second = { ...first, matcherRegex: 'id=(\\w+)' };
    expect(derived(resolveJumps(logContext(row('id=7')), fields(first, second)))).toEqual([]);
    expect(derived(resolveJumps(logContext(row('id=7')), fields(first, { ...second, name: 'u' })))).toHaveLength(1);
  });

  it('take the first match in the line', () => {
    const field = { name: 't', matcherRegex: 'id=(\\w+)', url: '${__value.raw}', datasourceUid: 'tempo' };
    expect(derived(resolveJumps(logContext(row('id=1 id=2')), fields(field)))).toMatchObject([
      { targets: [{ query: '1', queryType: 'traceql' }] },
    ]);
  });

  it('query other sources without a queryType, and need a source or a url', () => {
    const field = { name: 't', matcherRegex: 'id=(\\w+)' };
    const [jump] = derived(
      resolveJumps(
        logContext(row('id=1')),
        fields({ ...field, url: 'x{id="${__value.raw}"}', datasourceUid: 'prometheus' }),
      ),
    );
    expect(jump).toMatchObject({ targets: [{ refId: 'A', expr: 'x{id="1"}', range: true }] });
    expect(derived(resolveJumps(logContext(row('id=1')), fields(field)))).toEqual([]);
  });

  it('may name any field of the row, a missing one being empty, an unknown variable hiding the link', () => {
    const field = { name: 't', matcherRegex: 'id=(\\w+)', datasourceUid: 'loki' };
    const expr = (url: string) =>
      derived(resolveJumps(logContext(row('id=1', { labels: { app: 'a"b' } })), fields({ ...field, url })));
    expect(expr('{a="${__data.fields["app"]}", b="${__data.fields.gone}", c="${app}"}')).toMatchObject([
      { targets: [{ expr: '{a="a\\"b", b="", c="a\\"b"}' }] },
    ]);
    expect(expr('{a="${gone}"}')).toEqual([]);
  });
});

describe('exemplars', () => {
  const exemplar = (
    labels: Record<string, string>,
    seriesLabels: Record<string, string> = {},
    sourceUid = 'prometheus',
  ) => ({ kind: 'exemplar', sourceUid, range, seriesLabels, labels, value: 1, time: epochMs(1_500_000) }) as const;
  const destination = (name: string) =>
    fourSources({ prometheus: { settings: { exemplarTraceIdDestinations: [{ name, datasourceUid: 'tempo' }] } } });

  it.each(['traceID', 'traceId', 'trace_id'])('distinguish spellings: %s', (name) => {
    const all = { traceID: 'a1', traceId: 'a2', trace_id: 'a3' };
    const [jump] = byRule(resolveJumps(exemplar(all), destination(name)), 'exemplarTraceIdDestinations');
    expect(jump).toMatchObject({ targets: [{ query: all[name as keyof typeof all], queryType: 'traceql' }], range });
  });

  it('may have the label from their series', () => {
    const jumps = resolveJumps(exemplar({}, { trace_id: 'ab' }), destination('trace_id'));
    expect(byRule(jumps, 'exemplarTraceIdDestinations')).toMatchObject([{ targets: [{ query: 'ab' }] }]);
  });

  it('of TraceQL metrics open the trace in the source that they are from', () => {
    const [tempo, ...rest] = fourSources().toSorted((a) => (a.type === 'tempo' ? -1 : 1));
    const other = { ...tempo!, uid: 'other', isDefault: true };
    const [jump] = resolveJumps(exemplar({ 'trace:id': TRACE }, {}, 'tempo'), [other, tempo!, ...rest]);
    expect(jump).toMatchObject({ rule: 'default:exemplar-trace', sourceUid: 'tempo', targets: [{ query: TRACE }] });
  });
});

describe('trace to logs', () => {
  const logs = (tracesToLogsV2: object, span: Parameters<typeof spanContext>[0] = {}) =>
    byRule(
      resolveJumps(
        spanContext(span),
        fourSources({ tempo: { settings: { tracesToLogsV2: { datasourceUid: 'loki', ...tracesToLogsV2 } } } }),
      ),
      'tracesToLogs',
    );

  it('reads all default tags, and an empty list as the default ones', () => {
    const resource = {
      cluster: 'c',
      hostname: 'h',
      namespace: 'n',
      pod: 'p',
      'service.name': 's',
      'service.namespace': 'sn',
    };
    const expr = '{cluster="c", hostname="h", namespace="n", pod="p", service_name="s", service_namespace="sn"}';
    expect(logs({}, { resource })).toMatchObject([{ targets: [{ expr }] }]);
    expect(logs({ tags: [] }, { resource })).toMatchObject([{ targets: [{ expr }] }]);
  });

  it('is not offered without any of the tags', () => {
    expect(logs({ tags: [{ key: 'absent' }] })).toEqual([]);
    expect(logs({ filterByTraceID: true }, { resource: {} })).toEqual([]);
  });

  it('knows the span itself as tags, durations in µs', () => {
    const tags = ['spanId', 'traceId', 'name', 'duration'].map((key) => ({ key }));
    expect(logs({ tags })).toMatchObject([
      {
        targets: [
          { expr: `{spanId="0123456789abcdef", traceId="${TRACE}", name="payment/Charge", duration="2000000"}` },
        ],
      },
    ]);
  });

  it('lets a span win over its resource', () => {
    const span = { attributes: { pod: 'of the span' }, resource: { pod: 'of the resource' } };
    expect(logs({ tags: [{ key: 'pod' }] }, span)).toMatchObject([{ targets: [{ expr: '{pod="of the span"}' }] }]);
  });

  it('widens a range without length by a millisecond', () => {
    const span = { duration: 0 as never };
    expect(logs({ tags: [{ key: 'name' }] }, span)).toMatchObject([{ range: { from: 1_500_000, to: 1_500_001 } }]);
  });

  it('writes a custom query as it is, without either filter, and with all span variables', () => {
    const query =
      '{s="${__span.spanId}", t="${__trace.traceId}", n="${__span.name}", tn="${__trace.name}"} | d > ${__span.duration} | t > ${__trace.duration} | m="${__span.tags["http.method"]}" | f=${__from}';
    expect(logs({ customQuery: true, filterByTraceID: true, filterBySpanID: true, query })).toMatchObject([
      {
        targets: [
          {
            expr: `{s="0123456789abcdef", t="${TRACE}", n="payment/Charge", tn="POST /checkout"} | d > 2000000 | t > 3000000 | m="POST" | f=1500000`,
          },
        ],
      },
    ]);
  });

  it('hides a custom query whose tags no span has, which would not be a query', () => {
    expect(logs({ customQuery: true, query: '{${__tags}, a="b"}' }, { resource: {} })).toEqual([]);
    expect(logs({ customQuery: true, query: '' })).toEqual([]);
  });
});

describe('trace to metrics and profiles', () => {
  it('hide what their variables do not fill', () => {
    const settings = {
      tracesToMetrics: {
        datasourceUid: 'prometheus',
        queries: [{ query: 'x{a="${__span.tags["absent"]}"}' }, { query: 'x{$__tags}' }],
      },
    };
    const jumps = resolveJumps(spanContext({ resource: {} }), fourSources({ tempo: { settings } }));
    expect(byRule(jumps, 'tracesToMetrics')).toEqual([]);
  });

  it('offer none of a target of another type', () => {
    const settings = {
      tracesToLogsV2: { datasourceUid: 'prometheus' },
      tracesToMetrics: { datasourceUid: 'loki', queries: [{}] },
      tracesToProfiles: { datasourceUid: 'tempo' },
    };
    const span = { attributes: { 'pyroscope.profile.id': '0123456789abcdef' } };
    expect(byRule(resolveJumps(spanContext(span), fourSources({ tempo: { settings } })), 'tracesTo')).toEqual([]);
  });

  it('ask profiles for the service alone by default, and for CPU time', () => {
    const resource = { pod: 'p', 'service.name': 's', 'service.namespace': 'n' };
    const span = { resource, attributes: { 'pyroscope.profile.id': '0123456789abcdef' } };
    const sources = fourSources({ tempo: { settings: { tracesToProfiles: { datasourceUid: 'pyroscope' } } } });
    expect(byRule(resolveJumps(spanContext(span), sources), 'tracesToProfiles')).toMatchObject([
      {
        targets: [
          {
            queryType: 'profile',
            profileTypeId: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
            labelSelector: '{service_name="s", service_namespace="n"}',
            spanSelector: ['0123456789abcdef'],
          },
        ],
      },
    ]);
  });

  it('fill a custom selector of profiles', () => {
    const query = '{service_name="${__span.tags["service.name"]}", op="${__span.name}"}';
    const settings = { tracesToProfiles: { datasourceUid: 'pyroscope', customQuery: true, query } };
    const span = { attributes: { 'pyroscope.profile.id': '0123456789abcdef' } };
    const jumps = resolveJumps(spanContext(span), fourSources({ tempo: { settings } }));
    expect(byRule(jumps, 'tracesToProfiles')).toMatchObject([
      { targets: [{ labelSelector: '{service_name="payment", op="payment/Charge"}' }] },
    ]);
  });
});

describe('correlations', () => {
  const correlated = (uid: string, correlation: object) => fourSources({ [uid]: { correlations: [correlation] } });
  const order = {
    targetUID: 'loki',
    label: 'Orders',
    config: { field: 'order', target: { expr: '{order="${__value.raw}"}' } },
  };

  it('hang on the field of a span, a point, a series or an exemplar, too', () => {
    const span = spanContext({ attributes: { order: '7' } });
    const point = {
      kind: 'point',
      sourceUid: 'prometheus',
      range,
      expr: 'x',
      labels: { order: '7' },
      value: 1,
      time: epochMs(1),
      stepMs: 1,
    } as const;
    const series = { kind: 'series', sourceUid: 'prometheus', range, expr: 'x', labels: { order: '7' } } as const;
    const exemplar = {
      kind: 'exemplar',
      sourceUid: 'prometheus',
      range,
      seriesLabels: {},
      labels: { order: '7' },
      value: 1,
      time: epochMs(1),
    } as const;
    for (const [context, uid] of [
      [span, 'tempo'],
      [point, 'prometheus'],
      [series, 'prometheus'],
      [exemplar, 'prometheus'],
    ] as const) {
      expect(byRule(resolveJumps(context, correlated(uid, order)), 'correlations')).toMatchObject([
        { title: 'Orders', targets: [{ expr: '{order="7"}' }], ...(context.kind === 'span' ? {} : { range }) },
      ]);
    }
  });

  it('name the body Line, body, or as they please', () => {
    for (const field of ['Line', 'body']) {
      const config = {
        field,
        target: { expr: '{x="${v}"}' },
        transformations: [{ type: 'regex', expression: 'id=(\\w+)', mapValue: 'v' }],
      };
      const jumps = resolveJumps(logContext(row('id=5')), correlated('loki', { targetUID: 'loki', config }));
      expect(byRule(jumps, 'correlations')).toMatchObject([{ title: 'Loki', targets: [{ expr: '{x="5"}' }] }]);
    }
  });

  it('match regardless of case, and draw from another field by name', () => {
    const transformations = [{ type: 'regex', field: 'msg', expression: 'ORDER (?<id>\\d+)' }];
    const config = { field: 'app', target: { expr: '{x="${id}", y="${app}"}' }, transformations };
    const of = row('', { labels: { app: 'shop' }, parsed: { msg: 'order 1, Order 2' } });
    const jumps = resolveJumps(logContext(of), correlated('loki', { targetUID: 'loki', config }));
    expect(byRule(jumps, 'correlations')).toMatchObject([{ targets: [{ expr: '{x="2", y="shop"}' }] }]);
  });

  it('read every pair of logfmt', () => {
    const config = { field: 'Line', target: { expr: '{a="${a}", b="${b.c}"}' }, transformations: [{ type: 'logfmt' }] };
    const jumps = resolveJumps(
      logContext(row('a="x \\"y\\"" b.c=2')),
      correlated('loki', { targetUID: 'loki', config }),
    );
    expect(byRule(jumps, 'correlations')).toMatchObject([{ targets: [{ expr: '{a="x \\"y\\"", b="2"}' }] }]);
  });

  it('are hidden by an unknown variable, a missing target, an empty query', () => {
    const config = { field: 'Line', target: { expr: '{x="${gone}"}' } };
    const external = { type: 'external', config: { field: 'Line', target: { url: 'https://example.org/${gone}' } } };
    for (const correlation of [
      { targetUID: 'loki', config },
      { targetUID: 'gone', config: { field: 'Line', target: { expr: '{a="b"}' } } },
      { targetUID: 'loki', config: { field: 'Line', target: {} } },
      external,
    ]) {
      expect(byRule(resolveJumps(logContext(row('x')), correlated('loki', correlation)), 'correlations')).toEqual([]);
    }
  });
});
