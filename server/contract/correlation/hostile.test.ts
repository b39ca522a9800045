import { describe, expect, it } from 'vitest';
import type { Context, Jump, QueryJump } from '../jump.ts';
import { epochMs } from '../units.ts';
import { resolveJumps } from './resolve.ts';
import { fourSources, logContext, range, row, spanContext } from './testing.ts';
import { HOSTILE, read } from './testing-trees.ts';

/**
 * Whatever a value is, the query has the same parse tree as with a plain word in its place, and exactly the strings that
 * held the word hold the value. The grammars are the editors' own, so this does not depend on how we escape.
 */
const PLAIN = 'plainword';

const labels = ['service_name', 'job', 'app', 'namespace', 'pod', 'cluster', 'http_route', 'order_id'];
const tags = ['resource.service.name', 'resource.k8s.pod.name', 'span.http.route', 'span.order.id', 'name'];
const vocabularies = {
  'no vocabulary': [],
  'a vocabulary': [
    { uid: 'loki', labels },
    { uid: 'prometheus', labels },
    { uid: 'pyroscope', labels },
    { uid: 'tempo', labels: tags },
  ],
  'only job': [
    { uid: 'loki', labels: ['job'] },
    { uid: 'prometheus', labels: ['job'] },
    { uid: 'pyroscope', labels: ['job'] },
    { uid: 'tempo', labels: tags },
  ],
};

const TRACE = 'aafd1f254f2e92bcddf70ab297ae0ab3';
const quoted = (value: string): string => JSON.stringify(value).replaceAll('\u007f', '\\u007f');
const contexts: Readonly<Record<string, (value: string) => Context>> = {
  'a log row': (v) =>
    logContext(row(`trace_id=${TRACE}`, { labels: { service_name: v, pod: v }, structuredMetadata: { namespace: v } })),
  'a field in structured metadata': (v) => ({
    ...logContext(row('x', { labels: { app: v }, structuredMetadata: { order_id: v } })),
    kind: 'log-field',
    field: { name: 'order_id', value: v },
  }),
  'a field that is a label': (v) => ({
    ...logContext(row('x', { labels: { app: v } })),
    kind: 'log-field',
    field: { name: 'app', value: v },
  }),
  'a span': (v) =>
    spanContext({ service: v, name: v, resource: { 'service.name': v, 'k8s.pod.name': v }, attributes: { a: v } }),
  'a point': (v) => ({
    kind: 'point',
    sourceUid: 'prometheus',
    range,
    expr: `sum(rate(x{cluster=${quoted(v)}}[5m]))`,
    labels: { service_name: v, http_route: v, order_id: v, span_name: v },
    value: 1,
    time: epochMs(1_500_000),
    stepMs: 15_000,
  }),
  'a series that Loki counted': (v) => ({
    kind: 'series',
    sourceUid: 'loki',
    range,
    expr: `sum by (app) (count_over_time({job=${quoted(v)}, app=~${quoted(v)}} |= "x" [5m]))`,
    labels: { app: v, pod: v },
  }),
  'a stack frame': (v) => ({
    kind: 'stack-frame',
    sourceUid: 'pyroscope',
    range,
    profileTypeId: 'p',
    labelSelector: `{service_name=${quoted(v)}, pod=${quoted(v)}}`,
    frameName: v,
  }),
  'a service': (v) => ({ kind: 'service', sourceUid: null, range, service: v }),
  'an exemplar': (v) => ({
    kind: 'exemplar',
    sourceUid: 'prometheus',
    range,
    seriesLabels: { service_name: v },
    labels: { trace_id: TRACE },
    value: 1,
    time: epochMs(1_500_000),
  }),
};
const settings = fourSources({
  loki: {
    settings: {
      derivedFields: [
        {
          name: 'd',
          matcherType: 'label',
          matcherRegex: '^(app|service_name)$',
          url: '{a="${__value.raw}", b=~"x${__value.raw}"} |= "${__value.raw}"',
          datasourceUid: 'loki',
        },
        {
          name: 'e',
          matcherType: 'label',
          matcherRegex: '^(app|service_name)$',
          url: '{ span.a = "${__value.raw}" }',
          datasourceUid: 'tempo',
        },
      ],
    },
  },
  tempo: {
    settings: {
      tracesToLogsV2: { datasourceUid: 'loki', tags: [{ key: 'service.name', value: 'app' }, { key: 'a.b"c' }] },
      tracesToMetrics: { datasourceUid: 'prometheus', queries: [{ query: 'x{$__tags, n="${__span.name}"}' }, {}] },
      tracesToProfiles: { datasourceUid: 'pyroscope' },
    },
  },
});

const queries = (jumps: readonly Jump[]): readonly QueryJump[] => jumps.filter((jump) => jump.kind === 'query');

describe.each(Object.entries(vocabularies))('with %s', (_name, vocabulary) => {
  describe.each([
    ['defaults', fourSources()],
    ['settings', settings],
  ])('and %s', (_settings, sources) => {
    it.each(Object.keys(contexts))('%s gives the same queries whatever its values are', (name) => {
      const make = contexts[name]!;
      const plain = new Map(
        queries(resolveJumps(make(PLAIN), sources, vocabulary)).map((jump) => [jump.id, read(jump)]),
      );
      expect(plain.size).toBeGreaterThan(0);
      let compared = 0;
      for (const value of HOSTILE) {
        for (const jump of queries(resolveJumps(make(value), sources, vocabulary))) {
          const { shape, strings } = read(jump);
          const expected = plain.get(jump.id);
          // Without its one name a thing may be told by another; what is left is a query all the same.
          if (value === '' || !expected) continue;
          expect(shape).toEqual(expected.shape);
          for (const [index, text] of expected.strings.entries()) expectSame(strings[index]!, text, value);
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(HOSTILE.length / 2);
    });
  });
});

/** Where the plain word stood alone, the value does; where it was part of a regex, one that matches just the value. */
function expectSame(string: string, plain: string, value: string): void {
  if (!plain.includes(PLAIN)) expect(string).toBe(plain);
  else if (plain === PLAIN && string === value) expect(string).toBe(value);
  else {
    const pattern = new RegExp(`^(?:${string})$`);
    const whole = plain
      .replace('(.+/)?', '')
      .replace(/\|$/, '')
      .replace(PLAIN, () => value);
    expect(pattern.test(whole)).toBe(true);
    expect(pattern.test(`${whole}x`)).toBe(false);
    expect(pattern.test(PLAIN)).toBe(false);
  }
}

describe('names of fields and tags', () => {
  const names = [
    'a"b',
    'a}',
    'a b',
    '{',
    'x=~".*"',
    '日本',
    'a.b',
    'a\nb',
    '__proto__',
    'constructor',
    'a`b',
    '9a',
    '',
  ];

  it.each(names)('never break a query: %j', (name) => {
    const field = { name, value: 'v' };
    const of = row('v {"a":1}', {
      labels: { app: 'x', [name]: 'v' },
      structuredMetadata: { [name]: 'v' },
      parsed: { [name]: 'v' },
    });
    const vocabulary = [
      { uid: 'tempo', labels: [`span.${name}`, `resource.${name}`] },
      { uid: 'prometheus', labels: [name] },
      { uid: 'loki', labels: [name, 'app'] },
    ];
    const { sourceUid } = logContext(of);
    const contexts: Context[] = [
      { kind: 'log-field', sourceUid, range, row: of, field },
      { kind: 'log-field', sourceUid, range, row: { ...of, labels: { app: 'x' }, line: 'none' }, field },
      {
        kind: 'log-field',
        sourceUid,
        range,
        row: { ...of, labels: { app: 'x' }, line: 'none', structuredMetadata: {} },
        field,
      },
      { kind: 'series', sourceUid: 'prometheus', range, expr: 'x', labels: { service_name: 's', [name]: 'v' } },
      spanContext({ attributes: { [name]: 'v' }, resource: { [name]: 'v' } }),
    ];
    for (const context of contexts) {
      for (const jump of queries(resolveJumps(context, fourSources(), vocabulary))) {
        // The grammar's own table of keywords takes these two, which Loki does not, for keywords.
        if (jump.sourceType === 'loki' && /^(__proto__|constructor)$/.test(name)) continue;
        expect(() => read(jump)).not.toThrow();
      }
    }
  });
});
