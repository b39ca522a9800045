import { describe, expect, it } from 'vitest';
import type { Context, Jump } from '../jump.ts';
import { epochMs } from '../units.ts';
import { resolveJumps } from './resolve.ts';
import { fourSources, logContext, range, row, spanContext } from './testing.ts';

/** Grafana's link variables, transformations and titles, case by case. */
const TRACE = 'aafd1f254f2e92bcddf70ab297ae0ab3';
const correlated = (context: Context, correlation: object, settings: object = {}) =>
  resolveJumps(context, fourSources({ [context.sourceUid ?? '']: { settings, correlations: [correlation] } })).find(
    ({ rule }) => rule.startsWith('correlations'),
  );
const queryOf = (jump: Jump | undefined) => {
  const [target] = jump?.kind === 'query' ? jump.targets : [];
  return target && 'expr' in target ? target.expr : null;
};

describe('transformations', () => {
  interface Step {
    readonly type: 'regex' | 'logfmt';
    readonly field?: string;
    readonly expression?: string;
    readonly mapValue?: string;
  }
  const filled = (expr: string, steps: readonly Step[], of: string | ReturnType<typeof row>) =>
    queryOf(
      correlated(logContext(typeof of === 'string' ? row(of) : of), {
        targetUID: 'loki',
        config: { field: 'Line', target: { expr: `{x="${expr}"}` }, transformations: steps },
      }),
    );

  it('give each named group, the last match winning, whatever mapValue says', () => {
    const step: Step = { type: 'regex', expression: '(?<k>\\w+)=(?<v>\\d+)', mapValue: 'ignored' };
    expect(filled('${k} ${v}', [step], 'a=1 b=2')).toBe('{x="b 2"}');
    expect(filled('${ignored}', [step], 'a=1')).toBeNull();
  });

  it('give only the first of several groups without a name, or the whole match where it is empty', () => {
    const step: Step = { type: 'regex', expression: 'id=(\\d*)-?(\\d*)', mapValue: 'id' };
    expect(filled('${id}', [step], 'id=1-2')).toBe('{x="1"}');
    expect(filled('${id}', [step], 'id=')).toBe('{x="id="}');
  });

  it('without mapValue go by the name of the field that the link hangs on, not of the one they read', () => {
    const step: Step = { type: 'regex', field: 'msg', expression: 'id=(\\d+)' };
    expect(filled('${Line} of ${msg}', [step], row('the line', { parsed: { msg: 'id=7' } }))).toBe('{x="7 of id=7"}');
  });

  it('overlay each other in order, and the fields of the row', () => {
    const steps: Step[] = [
      { type: 'logfmt' },
      { type: 'regex', expression: 'order=(\\w)', mapValue: 'order' },
      { type: 'regex', field: 'gone', expression: '(.*)', mapValue: 'order' },
    ];
    const of = row('order=xyz level="a b"', { parsed: { level: 'c', app: 'd' } });
    expect(filled('${order} ${app} ${level}', steps, of)).toBe('{x="x d a b"}');
  });

  it('read a word alone in logfmt as a flag', () => {
    expect(filled('${retry} ${empty} ${done}', [{ type: 'logfmt' }], 'retry a=1 empty= done')).toBe('{x="true  true"}');
    expect(filled('${absent}', [{ type: 'logfmt' }], 'retry')).toBeNull();
  });

  it('that are no expression, or find nothing, hide what needs them', () => {
    expect(filled('${v}', [{ type: 'regex', expression: '(', mapValue: 'v' }], 'x')).toBeNull();
    expect(filled('${v}', [{ type: 'regex', expression: 'y', mapValue: 'v' }], 'x')).toBeNull();
  });
});

describe('a correlation of a span', () => {
  const span = spanContext({ attributes: { 'http.method': 'GET', order: 'a"b' } });
  const to = (expr: string, settings = {}, field = 'traceID') =>
    correlated(span, { targetUID: 'loki', config: { field, target: { expr } } }, settings);

  it('knows the span and its trace', () => {
    const expr =
      '{a="${__span.spanId}", b="${__trace.traceId}", c="${__span.tags["http.method"]}", d="${__span.tags[\'order\']}", e="${__trace.name}", f="${__span.name}", g="${serviceName}"} | t > ${__span.duration} | u > ${__trace.duration}';
    expect(queryOf(to(expr))).toBe(
      `{a="0123456789abcdef", b="${TRACE}", c="GET", d="a\\"b", e="POST /checkout", f="payment/Charge", g="payment"} | t > 2000000 | u > 3000000`,
    );
    expect(to('{a="${__span.tags["gone"]}"}')).toBeUndefined();
  });

  it('has the tags of the link to profiles, where there is one', () => {
    expect(to('{${__tags}}')).toBeUndefined();
    const tracesToProfiles = { datasourceUid: 'pyroscope', tags: [{ key: 'k8s.pod.name', value: 'pod' }] };
    expect(queryOf(to('{${__tags}}', { tracesToProfiles }))).toBe('{pod="payment-1"}');
  });

  it('opens the time of the span', () => {
    expect(to('{a="b"}')).toMatchObject({ range: { from: 1_500_000, to: 1_502_000 } });
  });

  it('fills addresses, too', () => {
    const url = '/a/app/${__span.tags["service.namespace"]}---${__span.tags["service.name"]}?o=${__span.tags.order}';
    const jump = correlated(span, { type: 'external', config: { field: 'traceID', target: { url } } });
    expect(jump).toMatchObject({ kind: 'external', href: '/a/app/shop---payment?o=a%22b', title: 'External URL' });
  });
});

describe('an external correlation', () => {
  const href = (url: string, line: string, parsed: Record<string, string> = {}) => {
    const jump = correlated(logContext(row(line, { parsed })), {
      type: 'external',
      config: { field: 'Line', target: { url }, transformations: [{ type: 'logfmt' }] },
    });
    return jump?.kind === 'external' ? jump.href : null;
  };

  it.each([
    [
      'https://example.org/${v}?x=${v}',
      'v="a b/c?d&e#f"',
      'https://example.org/a%20b%2Fc%3Fd%26e%23f?x=a%20b%2Fc%3Fd%26e%23f',
    ],
    ['https://example.org/?x=${v:percentencode}', 'v=a%b', 'https://example.org/?x=a%25b'],
    ['https://example.org/${v:raw}', 'v=a/b?c', 'https://example.org/a/b%3Fc'],
    [
      'https://example.org/?${__url_time_range}',
      'v=1',
      'https://example.org/?from=1000000&to=2000000&timezone=browser',
    ],
    ['https://example.org/?at=${__value.time}&v=${__value.raw}', 'v=1', 'https://example.org/?at=1500000&v=v%3D1'],
    ['https://example.org/?x=${__targetField}&y=${v}', 'v=ü', 'https://example.org/?x=v%3D%C3%BC&y=%C3%BC'],
    ['${v}', 'v=https://example.org/a', 'https://example.org/a'],
    ['${v}', 'v=javascript:alert(1)', null],
    ['https://${v}/', 'v="evil.example/@x"', 'https://evil.example%2F%40x/'],
    ['https://example.org/${gone}', 'v=1', null],
  ])('%s of %s is %s', (url, line, expected) => expect(href(url, line)).toBe(expected));
});

describe('fields by their names', () => {
  const of = (expr: string) =>
    queryOf(
      correlated(logContext(row('l', { labels: { 'a.b': 'x', n: '07' } })), {
        targetUID: 'loki',
        config: { field: 'Line', target: { expr } },
      }),
    );
  it.each([
    ['{x="${n}", y="${n.numeric}", z="${n.text}"}', '{x="07", y="7", z="07"}'],
    [
      '{x="${__data.fields["a.b"]}", y="${__data.fields.n.numeric}", z="${__data.fields[\'gone\']}"}',
      '{x="x", y="7", z=""}',
    ],
    ['{x="${a.b}", y="${__field.name}", z="${__targetField}"}', '{x="x", y="Line", z="l"}'],
    ['{x="${gone.numeric}"}', null],
  ])('%s is %s', (template, expected) => expect(of(template)).toBe(expected));
});

describe('titles', () => {
  const titles = (context: Context, settings: object) =>
    resolveJumps(context, fourSources({ [context.sourceUid ?? '']: { settings } }))
      .filter(({ rule }) => !rule.startsWith('default'))
      .map(({ title }) => title);

  it('are filled in, and keep what nothing answers', () => {
    const field = { name: 'order', matcherRegex: 'order=(\\S+)', url: '${__value.raw}', datasourceUid: 'tempo' };
    const context = logContext(row('order=a_b', { labels: { app: 'shop' } }));
    const derivedFields = [
      { ...field, urlDisplayLabel: 'Order ${__value.raw} of ${app}${gone}' },
      { ...field, urlDisplayLabel: '', datasourceUid: '', url: 'https://example.org/${__value.raw}' },
      { ...field },
    ];
    expect(titles(context, { derivedFields })).toEqual(['Order a_b of shop${gone}', 'order']);
    const long = logContext(row(`order=${'x'.repeat(10_000)}`));
    expect(titles(long, { derivedFields })[0]).toHaveLength(200);
    const correlation = {
      targetUID: 'loki',
      label: 'All of ${app}',
      config: { field: 'app', target: { expr: '{a="b"}' } },
    };
    expect(correlated(context, correlation)).toMatchObject({ title: 'All of shop' });
  });

  it('of exemplars are those of their destinations: a source, an address, or both', () => {
    const exemplar = {
      kind: 'exemplar',
      sourceUid: 'prometheus',
      range,
      seriesLabels: { job: 'x' },
      labels: { trace_id: TRACE },
      value: 1,
      time: epochMs(1_500_000),
    } as const;
    const exemplarTraceIdDestinations = [
      {
        name: 'trace_id',
        datasourceUid: 'tempo',
        url: 'https://example.org/${__value.raw}',
        urlDisplayLabel: '${job}',
      },
      { name: 'trace_id', url: 'https://example.org/${__value.raw}?b' },
      { name: 'trace_id' },
      { name: 'traceID', datasourceUid: 'tempo' },
    ];
    expect(titles(exemplar, { exemplarTraceIdDestinations })).toEqual(['x', 'x', 'Open']);
  });
});

describe('shifts of a span', () => {
  const rangeOf = (settings: object) => {
    const [jump] = resolveJumps(spanContext(), fourSources({ tempo: { settings } })).filter(
      ({ rule }) => !rule.startsWith('default'),
    );
    return jump?.kind === 'query' ? [jump.range.from - 1_500_000, jump.range.to - 1_502_000] : null;
  };
  const logs = (own: object) => rangeOf({ tracesToLogsV2: { datasourceUid: 'loki', ...own } });
  const metrics = (own: object) => rangeOf({ tracesToMetrics: { datasourceUid: 'prometheus', queries: [{}], ...own } });

  it('are none to logs and two minutes to metrics, each end by itself', () => {
    expect(logs({})).toEqual([0, 0]);
    expect(logs({ spanStartTimeShift: '-1.5h' })).toEqual([-5_400_000, 0]);
    expect(logs({ spanStartTimeShift: '', spanEndTimeShift: '100ms' })).toEqual([0, 100]);
    expect(metrics({})).toEqual([-120_000, 120_000]);
    expect(metrics({ spanEndTimeShift: '1d' })).toEqual([-120_000, 86_400_000]);
    expect(metrics({ spanStartTimeShift: '0s', spanEndTimeShift: '0' })).toEqual([0, 0]);
    expect(
      rangeOf({ tracesToLogs: { datasourceUid: 'loki', tags: ['service.name'], spanStartTimeShift: '-1M' } }),
    ).toEqual([-2_592_000_000, 0]);
  });
});
