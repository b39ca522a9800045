import { describe, expect, it } from 'vitest';
import type { Context, Jump } from '../jump.ts';
import { epochMs } from '../units.ts';
import { anyStream, identityOf, namesFrom, selectorText } from './names.ts';
import { resolveJumps } from './resolve.ts';
import { labelsOfQuery } from './demands.ts';
import { matchersIn } from './selection.ts';
import { selectorsOf } from './selectors.ts';
import { fourSources, logContext, range, row, spanContext } from './testing.ts';

const [loki, tempo, prometheus] = fourSources();
const selector = (source: typeof loki, labels: Record<string, string>, names: readonly string[] | null) =>
  selectorText(matchersIn(source!, identityOf(labels), namesFrom([{ uid: source!.uid, labels: names }])));

describe('a thing by the names of another source', () => {
  const pod = {
    'service.name': 'pay',
    'service.namespace': 'shop',
    'k8s.pod.name': 'pay-1',
    'k8s.namespace.name': 'prod',
  };
  it.each([
    [['app', 'namespace', 'pod'], '{app="pay", pod=~"pay-1|"}'],
    [['service_name', 'k8s_pod_name'], '{service_name="pay", k8s_pod_name=~"pay-1|"}'],
    [['job'], '{job="shop/pay"}'],
    [['service', 'level'], '{service="pay"}'],
    [['service_name', 'pod', 'k8s_pod_name'], '{service_name="pay"}'],
    [['namespace', 'pod'], '{namespace="prod", pod="pay-1"}'],
    [['filename'], null],
    [null, '{service_name="pay"}'],
  ])('is told by %j as %s', (names, expected) => expect(selector(loki, pod, names)).toBe(expected));

  it.each([
    [{ job: 'shop/pay' }, ['service_name', 'service_namespace'], '{service_name="pay"}'],
    [{ job: 'pay' }, ['job'], '{job=~"(.+/)?pay"}'],
    [{ service_name: 'a.b' }, ['job'], '{job=~"(.+/)?a\\\\.b"}'],
    [{ namespace: 'n', pod: 'p' }, null, '{namespace="n", pod="p"}'],
    [{ deployment_environment: 'prod', service: 's' }, ['env', 'service_name'], '{service_name="s"}'],
    [{ service: 's', cluster: 'eu.1' }, ['cluster', 'service_name'], '{service_name="s", cluster=~"eu\\\\.1|"}'],
    [{ instance: 'a:1' }, null, null],
  ])('%j by %j is %s', (labels, names, expected) => expect(selector(prometheus, labels, names)).toBe(expected));

  it('is a resource attribute to Tempo, whichever scope comes first', () => {
    const names = namesFrom([{ uid: 'tempo', labels: ['span.service.name', 'resource.service.name'] }]);
    expect(matchersIn(tempo!, identityOf({ app: 'x' }), names)).toEqual([
      { name: 'resource.service.name', op: '=', value: 'x' },
    ]);
  });

  it('needs a label that all lines have where it has no name', () => {
    expect(anyStream(['filename', 'app'])).toBe('{app=~".+"}');
    expect(anyStream(['filename'])).toBe('{filename=~".+"}');
    expect(anyStream(null)).toBe('{service_name=~".+"}');
  });
});

describe('what a query demands', () => {
  it.each([
    ['sum(rate(x{service_name="a", code=~"5.."}[5m]))', { service_name: 'a' }],
    ['a{s="x", t="y"} / b{t="y", s="z"}', { t: 'y' }],
    ['a{s="x"} / b', { s: 'x' }],
    ["{'a'} x{s='it\\'s'}", {}],
    ['{"my.metric", "service.name"="a"}', { 'service.name': 'a' }],
    ['rate({app="a\\"b"} |= "{x=\\"y\\"}" | json [5m])', { app: 'a"b' }],
    ['x # {a="b"}', {}],
    ['{a=`\\d`}', { a: '\\d' }],
    ['{', {}],
  ])('%s: %j', (expr, expected) => expect(labelsOfQuery(expr)).toEqual(expected));

  it('is read in linear time however it is broken', () => {
    for (const text of ['{'.repeat(20_000), '{a="'.repeat(5000), '\\"'.repeat(10_000), '{a='.repeat(6000)]) {
      expect(selectorsOf(text).length).toBeLessThanOrEqual(20_000);
    }
  });
});

const point = (labels: Record<string, string>, more: object = {}) =>
  ({
    kind: 'point',
    sourceUid: 'prometheus',
    range,
    expr: 'x',
    labels,
    value: 3,
    time: epochMs(1_500_000),
    stepMs: 15_000,
    ...more,
  }) as Context;
const of = (jumps: readonly Jump[], rule: string) => {
  const jump = jumps.find((one) => one.rule === rule);
  if (jump?.kind !== 'query') return null;
  const [target] = jump.targets;
  return target && ('expr' in target ? target.expr : 'query' in target ? target.query : target.labelSelector);
};

describe('a point', () => {
  it('leads to the traces nearest to its value, by what it and its query say', () => {
    const expr =
      'histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket{service_name="pay"}[2m])))';
    const [jump] = resolveJumps(point({}, { expr, value: 0.4 }), fourSources());
    expect(jump).toMatchObject({
      rule: 'default:point-traces',
      title: 'Traces of pay near 400 ms',
      targets: [
        {
          query:
            '{ resource.service.name = "pay" && duration >= 200ms && duration <= 800ms && kind = server } with (most_recent=true)',
          nearMs: 400,
        },
      ],
    });
  });

  it('names only attributes that the source has, and numbers as both kinds', () => {
    const vocabulary = [{ uid: 'tempo', labels: ['resource.service.name', 'span.shop.tier', 'resource.zone', 'name'] }];
    const labels = { service_name: 'pay', shop_tier: '3', zone: 'b', http_route: '/x', le: '1', instance: 'i' };
    expect(of(resolveJumps(point(labels), fourSources(), vocabulary), 'default:point-traces')).toBe(
      '{ resource.service.name = "pay" && (span.shop.tier = "3" || span.shop.tier = 3) && resource.zone = "b" } with (most_recent=true)',
    );
  });

  it('of span metrics leads to those spans', () => {
    const labels = {
      service: 'pay',
      span_name: 'Charge',
      span_kind: 'SPAN_KIND_SERVER',
      status_code: 'STATUS_CODE_ERROR',
    };
    expect(of(resolveJumps(point(labels), fourSources()), 'default:point-traces')).toBe(
      '{ resource.service.name = "pay" && name = "Charge" && kind = server && status = error } with (most_recent=true)',
    );
  });

  it('of kube metrics leads to the logs and the profile of the pod', () => {
    const vocabulary = [
      { uid: 'loki', labels: ['namespace', 'pod', 'container'] },
      { uid: 'pyroscope', labels: ['service_name', 'pod'] },
    ];
    const jumps = resolveJumps(
      point({ namespace: 'n', pod: 'p', container: 'c', instance: 'i' }),
      fourSources(),
      vocabulary,
    );
    expect(of(jumps, 'default:point-logs')).toBe('{namespace="n", pod="p", container="c"}');
    expect(of(jumps, 'default:point-profile')).toBe('{pod="p"}');
  });

  it('that Loki counted leads to the lines of its selector', () => {
    const context = {
      kind: 'series',
      sourceUid: 'loki',
      range,
      expr: 'sum by (pod) (rate({app="x", level=~"w.*"} |= "a" [1m]))',
      labels: { pod: 'p', status: '5' },
    } as const;
    const vocabulary = [{ uid: 'loki', labels: ['app', 'pod', 'level'] }];
    expect(of(resolveJumps(context, fourSources(), vocabulary), 'default:series-logs')).toBe(
      '{app="x", level=~"w.*", pod="p"} |= "a" | status="5"',
    );
  });
});

describe('a series without a moment', () => {
  it('leads to the same in the range of the view', () => {
    const context = {
      kind: 'series',
      sourceUid: 'prometheus',
      range,
      expr: 'x{service_name="pay"}',
      labels: {},
    } as const;
    const jumps = resolveJumps(context, fourSources());
    expect(jumps.map((jump) => jump.rule)).toEqual([
      'default:series-traces',
      'default:series-logs',
      'default:series-profile',
    ]);
    expect(jumps.every((jump) => jump.kind === 'query' && jump.range === range)).toBe(true);
  });
});

describe('a field of a log row', () => {
  const TRACE = 'aafd1f254f2e92bcddf70ab297ae0ab3';
  const vocabulary = [
    { uid: 'loki', labels: ['app', 'pod'] },
    { uid: 'tempo', labels: ['resource.service.name', 'span.order.id', 'span.http.route'] },
    { uid: 'prometheus', labels: ['service_name', 'order_id'] },
  ];
  const field = (name: string, value: string, more: Parameters<typeof row>[1] & { line?: string } = {}) => {
    const { line = `x ${value}`, ...labels } = more;
    const context = {
      ...logContext(row(line, { labels: { app: 'shop' }, ...labels })),
      kind: 'log-field',
      field: { name, value },
    } as const;
    return resolveJumps(context, fourSources(), vocabulary);
  };

  it.each([
    ['trace_id', TRACE],
    ['request', TRACE],
    ['TraceId', '0123456789abcdef'],
  ])('%s opens the trace', (name, value) => {
    expect(of(field(name, value), 'default:field-trace')).toBe(value.padStart(32, '0'));
  });

  it('leads to lines with the same value, by what the field is', () => {
    const lines = (...args: Parameters<typeof field>) => of(field(...args), 'default:field-logs');
    expect(lines('app', 'shop')).toBe('{app="shop"}');
    expect(lines('user', 'a b', { structuredMetadata: { user: 'a b' } })).toBe('{app="shop"} | user="a b"');
    expect(lines('user', 'u-1', { parsed: { user: 'u-1' } })).toBe('{app="shop"} |= "u-1"');
    expect(lines('q', 'say "x"', { line: '{"q":"say \\"x\\""}' })).toBe('{app="shop"} |= "say \\\\\\"x\\\\\\""');
    expect(lines('a_b', 'made', { line: '{"a":1}' })).toBe('{app="shop"} | json | a_b="made"');
    expect(lines('odd name', 'made', { line: '{"a":1}' })).toBeNull();
  });

  it('leads to traces with the attribute and metrics with the label, where there are such', () => {
    const jumps = field('order_id', 'A7');
    expect(of(jumps, 'default:field-traces')).toBe(
      '{ resource.service.name = "shop" && span.order.id = "A7" } with (most_recent=true)',
    );
    expect(of(jumps, 'default:field-metrics')).toBe('count by (__name__) ({order_id="A7"})');
    expect(of(field('route', '/pay'), 'default:field-traces')).toContain('span.http.route = "/pay"');
    const neither = field('color', 'red');
    expect(neither.map((jump) => jump.rule)).toEqual(['default:field-logs']);
  });

  it('that names a service leads to all of it', () => {
    expect(field('app', 'shop').map((jump) => jump.rule)).toEqual([
      'default:field-logs',
      'default:field-traces',
      'default:field-metrics',
      'default:field-profile',
    ]);
  });

  it('carries the links that were provisioned for it, and no others', () => {
    const settings = {
      derivedFields: [
        {
          name: 'o',
          matcherType: 'label',
          matcherRegex: '^order',
          url: '{ span.o = "${__value.raw}" }',
          datasourceUid: 'tempo',
        },
        { name: 't', matcherRegex: 'id=(\\w+)', url: '${__value.raw}', datasourceUid: 'tempo' },
      ],
    };
    const context = {
      ...logContext(row('id=5', { parsed: { order: '7' } })),
      kind: 'log-field',
      field: { name: 'order', value: '7' },
    } as const;
    const jumps = resolveJumps(context, fourSources({ loki: { settings } }));
    expect(jumps.filter(({ rule }) => !rule.startsWith('default')).map(({ rule }) => rule)).toEqual([
      'derivedFields[0]',
    ]);
  });
});

it('takes a service through sources that each name it otherwise', () => {
  const vocabulary = [
    { uid: 'loki', labels: ['app'] },
    { uid: 'prometheus', labels: ['job', 'instance'] },
    { uid: 'pyroscope', labels: ['service_name'] },
    { uid: 'tempo', labels: ['resource.service.name'] },
  ];
  const jumps = resolveJumps({ kind: 'service', sourceUid: null, range, service: 'pay' }, fourSources(), vocabulary);
  expect(of(jumps, 'default:service-logs')).toBe('{app="pay"}');
  expect(of(jumps, 'default:service-metrics')).toContain(
    'http_server_request_duration_seconds_count{job=~"(.+/)?pay"}',
  );
  expect(of(jumps, 'default:service-profile')).toBe('{service_name="pay"}');
  const span = resolveJumps(spanContext(), fourSources(), vocabulary);
  expect(of(span, 'default:span-logs')).toContain('{app="payment"} | label_format');
  expect(of(span, 'default:span-metrics')).toContain('{job="shop/payment"}');
});
