import { describe, expect, it } from 'vitest';
import { epochMs } from '../units.ts';
import { resolveJumps } from './resolve.ts';
import { fourSources, logContext, range, row } from './testing.ts';

const TRACE = 'aafd1f254f2e92bcddf70ab297ae0ab3';
const exemplar = (labels: Record<string, string>) =>
  ({
    kind: 'exemplar',
    sourceUid: 'prometheus',
    range,
    seriesLabels: { service_name: 'payment' },
    labels,
    value: 1,
    time: epochMs(1_500_000),
  }) as const;

describe('an exemplar', () => {
  const sources = fourSources({
    prometheus: {
      settings: {
        exemplarTraceIdDestinations: [
          { name: 'traceID', datasourceUid: 'tempo' },
          { name: 'traceID', url: 'https://example.org/t/${__value.raw}' },
        ],
      },
    },
  });

  it('opens its trace by the label of exactly the configured name', () => {
    const jumps = resolveJumps(exemplar({ traceID: TRACE, span_id: '0123456789abcdef' }), sources);
    expect(jumps[0]).toMatchObject({
      rule: 'exemplarTraceIdDestinations[0]',
      targets: [{ query: TRACE }],
      spanId: '0123456789abcdef',
    });
    expect(jumps[1]).toMatchObject({ kind: 'external', href: `https://example.org/t/${TRACE}` });
  });

  it('opens its trace by convention where the configured name is another', () => {
    expect(resolveJumps(exemplar({ trace_id: TRACE }), sources).map((jump) => jump.rule)).toEqual([
      'default:exemplar-trace',
      'default:exemplar-logs',
    ]);
  });

  it('offers nothing when it names no trace', () => {
    expect(resolveJumps(exemplar({ user: 'x', trace_id: '{ } | rate()' }), fourSources())).toEqual([]);
  });
});

describe('a point of a series', () => {
  const point = (labels: Record<string, string>) =>
    ({
      kind: 'point',
      sourceUid: 'prometheus',
      range,
      expr: 'x',
      labels,
      value: 3,
      time: epochMs(1_500_000),
      stepMs: 15_000,
    }) as const;

  it('leads to the traces, logs and profile of its service in its minute', () => {
    const jumps = resolveJumps(
      point({ job: 'shop/payment', http_route: '/a"b', http_response_status_code: '500' }),
      fourSources(),
    );
    expect(jumps).toMatchObject([
      {
        rule: 'default:point-traces',
        targets: [
          {
            query:
              '{ resource.service.name = "payment" && span.http.route = "/a\\"b" && span.http.response.status_code = 500 } with (most_recent=true)',
          },
        ],
        range: { from: 1_440_000, to: 1_560_000 },
      },
      { rule: 'default:point-logs', targets: [{ expr: '{service_name="payment"}' }] },
      { rule: 'default:point-profile', targets: [{ labelSelector: '{service_name="payment"}' }] },
    ]);
  });

  it('offers nothing when its labels name no service', () => {
    expect(resolveJumps(point({ instance: 'a:1' }), fourSources())).toEqual([]);
  });
});

describe('a stack frame', () => {
  it('leads to the traces, logs and metrics of the profile it is in', () => {
    const context = {
      kind: 'stack-frame',
      sourceUid: 'pyroscope',
      range,
      profileTypeId: 'p',
      labelSelector: '{region=~"x", service_name="a\\"b"}',
      frameName: 'main',
    } as const;
    const jumps = resolveJumps(context, fourSources());
    expect(jumps.map((jump) => jump.rule)).toEqual([
      'default:profile-traces',
      'default:profile-logs',
      'default:profile-metrics',
    ]);
    expect(jumps[1]).toMatchObject({ targets: [{ expr: '{service_name="a\\"b"}' }] });
  });
});

it('leads from a service to all four signals', () => {
  const jumps = resolveJumps({ kind: 'service', sourceUid: null, range, service: 'cart' }, fourSources());
  expect(jumps.map((jump) => jump.kind === 'query' && jump.signal)).toEqual(['metrics', 'traces', 'logs', 'profiles']);
});

describe('provisioned correlations', () => {
  const withCorrelation = (correlation: object) => fourSources({ loki: { correlations: [correlation] } });
  const first = (line: string, correlation: object, labels = {}) =>
    resolveJumps(logContext(row(line, { labels })), withCorrelation(correlation)).find((jump) =>
      jump.rule.startsWith('correlations'),
    );

  it('draw variables from the field by regex, the last match winning, and fill the target', () => {
    const correlation = {
      targetUID: 'prometheus',
      label: 'Orders',
      description: '',
      type: 'query',
      config: {
        field: 'Line',
        target: { expr: 'orders{id="${order}", a="${app}"}' },
        transformations: [{ type: 'regex', expression: 'order=(?<order>\\w+)' }],
      },
    };
    expect(first('ORDER=a order=b', correlation, { app: 'sh"op' })).toMatchObject({
      title: 'Orders',
      sourceUid: 'prometheus',
      targets: [{ expr: 'orders{id="b", a="sh\\"op"}' }],
    });
    expect(first('nothing', correlation, { app: 'x' })).toBeUndefined();
  });

  it('take group 1, else the whole match, under mapValue or the field', () => {
    const correlation = (expression: string, mapValue?: string) => ({
      targetUID: 'tempo',
      config: {
        field: 'Line',
        target: { query: '{ span.x = "${v}" }' },
        transformations: [{ type: 'regex', expression, mapValue }],
      },
    });
    expect(first('id 42', correlation('id (\\d+)', 'v'))).toMatchObject({ targets: [{ query: '{ span.x = "42" }' }] });
    expect(first('id 42', correlation('\\d+', 'v'))).toMatchObject({ targets: [{ query: '{ span.x = "42" }' }] });
    expect(first('id 42', correlation('\\d+'))).toBeUndefined();
  });

  it('read logfmt, and open external addresses', () => {
    const correlation = {
      type: 'external',
      label: 'Ticket',
      config: {
        field: 'Line',
        target: { url: 'https://example.org/?q=${msg}' },
        transformations: [{ type: 'logfmt' }],
      },
    };
    expect(first('level=info msg="a b&c"', correlation)).toMatchObject({
      kind: 'external',
      title: 'Ticket',
      href: 'https://example.org/?q=a%20b%26c',
    });
  });

  it('hang on the field they name', () => {
    const correlation = {
      targetUID: 'tempo',
      config: { field: 'order', target: { query: '{ span.order = "${__value.raw}" }' } },
    };
    expect(first('x', correlation)).toBeUndefined();
    expect(first('x', correlation, { order: '7' })).toMatchObject({ targets: [{ query: '{ span.order = "7" }' }] });
  });
});
