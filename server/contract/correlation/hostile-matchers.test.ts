import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Context, Jump, QueryJump } from '../jump.ts';
import { epochMs } from '../units.ts';
import { escapeRegex } from './formats.ts';
import { resolveJumps } from './resolve.ts';
import { fourSources, range } from './testing.ts';
import { HOSTILE, read } from './testing-trees.ts';
import { quote } from './variables.ts';

/**
 * Matchers of a query are carried to others with whatever value they have: the query has the same parse tree as with a
 * plain word in its place, and the strings that held the word hold the value.
 */
const PLAIN = 'plainword';
const MORE = ['a|b', '(?i)x', ')', ']}', 'a\\', '\\x', 'ns/service', '$1', '%', '\u2028'];

const labels = ['service_name', 'job', 'app', 'namespace', 'pod', 'cluster', 'http_route', 'order_id'];
const tags = ['resource.service.name', 'resource.k8s.pod.name', 'span.http.route', 'span.order.id', 'name'];
const vocabularyOf = (names: readonly string[]) => [
  ...['loki', 'prometheus', 'pyroscope'].map((uid) => ({ uid, labels: names })),
  { uid: 'tempo', labels: tags },
];
const vocabularies = { 'no vocabulary': [], 'a vocabulary': vocabularyOf(labels), 'only job': vocabularyOf(['job']) };

const series = (sourceUid: string, expr: string) => ({ kind: 'series', sourceUid, range, expr, labels: {} }) as const;
const origins: Readonly<Record<string, (matchers: string) => Context>> = {
  'a number of metrics': (matchers) => series('prometheus', `sum(rate(x{${matchers}}[5m]))`),
  'a point of metrics': (matchers) => ({
    ...series('prometheus', `histogram_quantile(0.9, rate(x_seconds_bucket{${matchers}}[5m]))`),
    kind: 'point',
    value: 1,
    time: epochMs(1_500_000),
    stepMs: 15_000,
  }),
  'a number of logs': (matchers) => series('loki', `sum(count_over_time({${matchers}} |= "x" | json [5m]))`),
  'a profile': (matchers) => ({
    kind: 'stack-frame',
    sourceUid: 'pyroscope',
    range,
    profileTypeId: 'p',
    labelSelector: `{${matchers}}`,
    frameName: 'f',
  }),
};
const matchers: Readonly<Record<string, (value: string) => string>> = {
  'a list of services': (v) => `service_name=~${quote(`other|${v}`)}`,
  'all but a service': (v) => `service_name!=${quote(v)}, namespace="n"`,
  'all but a list': (v) => `app!~${quote(`other|${v}`)}, namespace="n"`,
  'a service and more': (v) => `service_name="s", http_route=~${quote(`other|${v}`)}, order_id!=${quote(v)}`,
  'a service and where': (v) => `service_name="s", pod=~${quote(`other|${v}`)}, cluster!~${quote(`other|${v}`)}`,
  'a pod': (v) => `namespace="n", pod=~${quote(`x${v}.*`)}`,
};

/** One service is looked for in `job` by a pattern of ours, in which it is text. */
const within = (text: string, value: string): string => (text === `(.+/)?${PLAIN}` ? escapeRegex(value) : value);

/** That a label is there at all is asked besides where the value may let streams pass that lack it. */
const withoutPresence = (jump: QueryJump): QueryJump => ({
  ...jump,
  targets: jump.targets.map((target) =>
    jump.sourceType === 'loki' && 'expr' in target
      ? { ...target, expr: target.expr.replace(/, \w+=~"\.\+"\}/, '}') }
      : target,
  ),
});

const jumpsOf = (context: Context, vocabulary: (typeof vocabularies)['a vocabulary']): readonly QueryJump[] =>
  resolveJumps(context, fourSources(), vocabulary).flatMap((jump: Jump) =>
    jump.kind === 'query' ? [withoutPresence(jump)] : [],
  );

function expectSame(
  context: (value: string) => Context,
  vocabulary: (typeof vocabularies)['a vocabulary'],
  value: string,
) {
  const plain = new Map(jumpsOf(context(PLAIN), vocabulary).map((jump) => [jump.id, read(jump)]));
  let compared = 0;
  for (const jump of jumpsOf(context(value), vocabulary)) {
    const { shape, strings } = read(jump);
    const expected = plain.get(jump.id);
    // No value at all asks for something else: that there is one, or that there is none.
    if (!expected || value === '') continue;
    expect(shape).toEqual(expected.shape);
    expect(strings).toEqual(expected.strings.map((text) => text.replaceAll(PLAIN, () => within(text, value))));
    compared += 1;
  }
  return compared;
}

describe.each(Object.entries(vocabularies))('with %s', (_name, vocabulary) => {
  describe.each(Object.entries(origins))('%s', (_origin, make) => {
    it.each(Object.entries(matchers))('over %s gives the same queries whatever the values are', (_matchers, of) => {
      let compared = 0;
      for (const value of [...HOSTILE, ...MORE]) compared += expectSame((v) => make(of(v)), vocabulary, value);
      expect(compared).toBeGreaterThan(HOSTILE.length);
    });
  });
});

it('gives well-formed queries for any text', () => {
  const names = Object.keys(vocabularies) as readonly (keyof typeof vocabularies)[];
  fc.assert(
    fc.property(
      fc.record({
        make: fc.constantFrom(...Object.values(origins)),
        of: fc.constantFrom(...Object.values(matchers)),
        name: fc.constantFrom(...names),
      }),
      fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\\"'`{}()|.*+?[\]A-Za-z\n#/=~!&]{0,12}$/)),
      ({ make, of, name }, value) => {
        for (const jump of jumpsOf(make(of(value)), vocabularies[name])) expect(() => read(jump)).not.toThrow();
      },
    ),
    { numRuns: 200 },
  );
});
