import { describe, expect, it } from 'vitest';
import type { Jump } from '../jump.ts';
import { resolveJumps } from './resolve.ts';
import { fourSources, range, spanContext } from './testing.ts';

const of = (jumps: readonly Jump[], signal: string) =>
  jumps.filter((jump) => jump.kind === 'query' && jump.signal === signal);
const TRACE = 'aafd1f254f2e92bcddf70ab297ae0ab3';
const tempo = (settings: object) => fourSources({ tempo: { settings } });

describe('span to logs', () => {
  it('builds the query of tracesToLogsV2 as Grafana does', () => {
    const [jump] = of(
      resolveJumps(
        spanContext(),
        tempo({
          tracesToLogsV2: {
            datasourceUid: 'loki',
            filterByTraceID: true,
            filterBySpanID: true,
            spanStartTimeShift: '-1m',
            spanEndTimeShift: '5s',
          },
        }),
      ),
      'logs',
    );
    expect(jump).toMatchObject({
      rule: 'tracesToLogsV2',
      targets: [
        {
          expr: `{service_name="payment", service_namespace="shop"} | label_format log_line_contains_trace_id=\`{{ contains "${TRACE}" __line__  }}\` | log_line_contains_trace_id="true" or trace_id="${TRACE}" | label_format log_line_contains_span_id=\`{{ contains "0123456789abcdef" __line__  }}\` | log_line_contains_span_id="true" or span_id="0123456789abcdef"`,
        },
      ],
      range: { from: 1_440_000, to: 1_507_000 },
    });
  });

  it('does not rename custom tags, but makes their names labels', () => {
    const [jump] = of(
      resolveJumps(
        spanContext(),
        tempo({
          tracesToLogsV2: {
            datasourceUid: 'loki',
            tags: [{ key: 'k8s.pod.name', value: 'pod' }, { key: 'http.method' }, { key: 'absent' }],
          },
        }),
      ),
      'logs',
    );
    expect(jump).toMatchObject({
      targets: [{ expr: '{pod="payment-1", http_method="POST"}' }],
      range: { from: 1_500_000, to: 1_502_000 },
    });
  });

  it('reads the legacy form, mapped tags only when they are switched on', () => {
    const legacy = {
      datasourceUid: 'loki',
      tags: ['service.namespace'],
      mappedTags: [{ key: 'service.name', value: 'app' }],
    };
    const expr = (mapTagNamesEnabled: boolean) =>
      of(resolveJumps(spanContext(), tempo({ tracesToLogs: { ...legacy, mapTagNamesEnabled } })), 'logs')[0];
    expect(expr(true)).toMatchObject({ rule: 'tracesToLogs', targets: [{ expr: '{app="payment"}' }] });
    expect(expr(false)).toMatchObject({ targets: [{ expr: '{service_namespace="shop"}' }] });
  });

  it('uses a custom query as it is, and hides it unless every variable resolves', () => {
    const custom = (query: string) =>
      of(
        resolveJumps(
          spanContext(),
          tempo({ tracesToLogsV2: { datasourceUid: 'loki', customQuery: true, filterByTraceID: true, query } }),
        ),
        'logs',
      )[0];
    expect(
      custom('{${__tags}} |= "${__span.traceId}" | m="${__span.tags["http.method"]}" [$__interval]'),
    ).toMatchObject({
      rule: 'tracesToLogsV2',
      targets: [{ expr: `{service_name="payment", service_namespace="shop"} |= "${TRACE}" | m="POST" [$__interval]` }],
    });
    expect(custom('{a="${__span.tags["absent"]}"}')).toMatchObject({ rule: 'default:span-logs' });
  });

  it('escapes what attributes contain', () => {
    const hostile = spanContext({ resource: { 'service.name': 'a"} |= `x` \\ \n{' } });
    const [jump] = of(resolveJumps(hostile, tempo({ tracesToLogsV2: { datasourceUid: 'loki' } })), 'logs');
    expect(jump).toMatchObject({ targets: [{ expr: '{service_name="a\\"} |= `x` \\\\ \\n{"}' }] });
  });
});

describe('span to metrics', () => {
  it('fills the queries in, shifted two minutes each way', () => {
    const settings = {
      tracesToMetrics: {
        datasourceUid: 'prometheus',
        queries: [
          { name: 'Rate', query: 'sum(rate(x{$__tags}[5m]))' },
          { name: '', query: '' },
        ],
      },
    };
    const jumps = of(resolveJumps(spanContext(), tempo(settings)), 'metrics');
    expect(jumps).toMatchObject([
      {
        title: 'Rate',
        rule: 'tracesToMetrics.queries[0]',
        targets: [{ expr: 'sum(rate(x{service_name="payment", service_namespace="shop"}[5m]))' }],
        range: { from: 1_380_000, to: 1_622_000 },
      },
      {
        targets: [
          {
            expr: 'histogram_quantile(0.5, sum by (le) (rate(traces_spanmetrics_latency_bucket{service="payment"}[5m])))',
          },
        ],
      },
    ]);
  });
});

describe('span to profile', () => {
  const settings = {
    tracesToProfiles: {
      datasourceUid: 'pyroscope',
      profileTypeId: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
      tags: [{ key: 'service.name', value: 'service_name' }],
    },
  };

  it('selects the span that the profiler labelled', () => {
    const [jump] = of(
      resolveJumps(spanContext({ attributes: { 'pyroscope.profile.id': '0123456789ABCDEF' } }), tempo(settings)),
      'profiles',
    );
    expect(jump).toMatchObject({
      rule: 'tracesToProfiles',
      targets: [
        { labelSelector: '{service_name="payment"}', spanSelector: ['0123456789abcdef'], queryType: 'profile' },
      ],
      range: { from: 1_440_000, to: 1_562_000 },
    });
  });

  it('falls back to the profile of the service where the span has none of its own', () => {
    const [jump] = of(resolveJumps(spanContext(), tempo(settings)), 'profiles');
    expect(jump).toMatchObject({ rule: 'default:span-profile', title: 'CPU profile of payment' });
  });
});

it('offers all other signals and linked traces with nothing configured', () => {
  const links = [
    { traceId: 'bd4cd77dfa30f0141b1dde35b2e441b9', spanId: 'aaaaaaaaaaaaaaaa' },
    { traceId: 'not hex"', spanId: '' },
  ];
  const jumps = resolveJumps(spanContext({ links }), fourSources());
  expect(jumps.map((jump) => jump.rule)).toEqual([
    'default:span-logs',
    'default:span-metrics',
    'default:span-profile',
    'default:span-link[0]',
  ]);
});

it('offers nothing of a signal for which there is no source', () => {
  const sources = fourSources().filter((source) => source.type === 'tempo');
  expect(resolveJumps(spanContext(), sources)).toEqual([]);
});

describe('a whole trace', () => {
  const trace = (services: readonly string[]) =>
    ({ kind: 'trace', sourceUid: 'tempo', range, traceId: 'aafd1f254f2e92bcddf70ab297ae0ab3', services }) as const;

  it('leads to the lines of all its services, a minute round it', () => {
    const [jump] = resolveJumps(trace(['front', 'a.b']), fourSources());
    expect(jump).toMatchObject({
      rule: 'default:trace-logs',
      range: { from: range.from - 60_000, to: range.to + 60_000 },
    });
    const [target] = jump?.kind === 'query' ? jump.targets : [];
    const expr = target && 'expr' in target ? target.expr : '';
    expect(expr).toContain('{service_name=~"front|a\\\\.b"} | label_format log_line_contains_trace_id=');
    expect(expr).toContain('trace_id="aafd1f254f2e92bcddf70ab297ae0ab3"');
  });

  it('looks in every stream where the source does not call services by their names', () => {
    const vocabulary = [{ uid: 'loki', labels: ['job', 'filename'] }];
    const [jump] = resolveJumps(trace(['front']), fourSources(), vocabulary);
    const [target] = jump?.kind === 'query' ? jump.targets : [];
    expect(target && 'expr' in target ? target.expr : '').toContain('{job=~".+"}');
  });
});
