import { describe, expect, it } from 'vitest';
import type { Jump } from '../jump.ts';
import { epochMs } from '../units.ts';
import { pipelineOf } from './lines-behind.ts';
import { resolveJumps } from './resolve.ts';
import { fourSources, range } from './testing.ts';

const vocabulary = [
  { uid: 'loki', labels: ['app', 'pod', 'level'] },
  { uid: 'tempo', labels: ['resource.service.name', 'span.http.route'] },
];
interface Origin {
  readonly uid: 'loki' | 'tempo';
  readonly expr: string;
  readonly labels: Record<string, string>;
}
const jumpsOf = ({ uid, expr, labels }: Origin, known = vocabulary) =>
  resolveJumps({ kind: 'series', sourceUid: uid, range, expr, labels }, fourSources(), known);
const queryOf = (jump: Jump | undefined) => {
  if (jump?.kind !== 'query') return null;
  const [target] = jump.targets;
  return target && ('expr' in target ? target.expr : 'query' in target ? target.query : target.labelSelector);
};

describe('the lines behind a series that Loki counted', () => {
  const lines = (expr: string, labels: Record<string, string> = {}, known = vocabulary) =>
    queryOf(jumpsOf({ uid: 'loki', expr, labels }, known).find(({ rule }) => rule === 'default:series-logs'));
  it.each([
    [
      'sum(count_over_time({app=~"a|b"} |= "x" | json | status>=500 [5m]))',
      {},
      '{app=~"a|b"} |= "x" | json | status>=500',
    ],
    ['sum by (app) (rate({app=~"a|b"}[1m]))', { app: 'a' }, '{app="a"}'],
    ['sum by (status) (rate({app="a"} | json [1m]))', { status: '5"00' }, '{app="a"} | json | status="5\\"00"'],
    ['rate({app="a"}[1m] |= "x" | logfmt)', { level: 'info' }, '{app="a", level="info"} |= "x" | logfmt'],
    [
      'quantile_over_time(0.9, {app="a"} | logfmt | unwrap duration(took) | __error__="" [5m]) by (pod)',
      { pod: 'p' },
      '{app="a", pod="p"} | logfmt | __error__=""',
    ],
    [
      'sum(rate({app="a"} | json | (a="|" or b="]") | line_format `{{.x}} | }` [1m] offset 5m)) / 2',
      {},
      '{app="a"} | json | (a="|" or b="]") | line_format `{{.x}} | }`',
    ],
    ['sum(rate({app="a"} # }\n != "y" [1m]))', {}, '{app="a"} != "y"'],
    ['sum(rate({app="a"}[1m]))', { app: '', json: 'x' }, '{app="a"}'],
  ])('%s of %j', (expr, labels, expected) => expect(lines(expr, labels)).toBe(expected));

  it('are told by the end of the pipeline where it is not known what is of the index', () => {
    expect(lines('sum by (app, pod) (rate({app=~"a|b"}[1m]))', { app: 'a', pod: 'p' }, [])).toBe('{app="a"} | pod="p"');
  });

  it('leave out labels that the query made of others', () => {
    const expr = 'label_replace(sum by (x) (rate({app="a"} | json [1m])), "y", "$1", "x", "(.*)")';
    const jump = jumpsOf({ uid: 'loki', expr, labels: { x: '1', y: '1' } })[1];
    expect(queryOf(jump)).toBe('{app="a"} | json');
    expect(jump).toMatchObject({ leftOut: ['x="1"', 'y="1"'] });
  });

  it('are read in linear time however the query is broken', () => {
    for (const text of ['{'.repeat(50_000), '{}|'.repeat(30_000), '{}"'.repeat(30_000), '{}['.repeat(30_000)]) {
      expect(pipelineOf(text).length).toBeLessThan(50_000);
    }
  });
});

describe('the spans behind a series that Tempo counted', () => {
  const spans = (expr: string, labels: Record<string, string> = {}) =>
    jumpsOf({ uid: 'tempo', expr, labels }).find(({ rule }) => rule === 'default:series-traces');
  it.each([
    ['{ resource.service.name =~ "a|b" } | rate()', {}, 'resource.service.name =~ "a|b"'],
    [
      '{} | rate() by (status, kind, name)',
      { status: 'error', kind: 'server', name: 'GET "/"' },
      'status = error && kind = server && name = "GET \\"/\\""',
    ],
    [
      '{ span.a = "}" || span.b = `|` } | count_over_time() by (span.http.status)',
      { 'span.http.status': '200' },
      '(span.a = "}" || span.b = `|`) && (span.http.status = "200" || span.http.status = 200)',
    ],
    [
      '{ duration > 1s } | quantile_over_time(duration, .9, .5) by (resource.service.name) with (exemplars=true)',
      { p: '0.9', 'resource.service.name': 'a' },
      'duration > 1s && resource.service.name = "a"',
    ],
    ['{ true } | rate() by (span.zone)', { 'span.zone': 'nil' }, 'true'],
    ['{ span.a = 1 } // } | {\n | rate()', { __name__: 'rate' }, 'span.a = 1'],
  ])('%s of %j', (expr, labels, conditions) => {
    expect(queryOf(spans(expr, labels))).toBe(`{ ${conditions} } with (most_recent=true)`);
  });

  it('leave out what no condition says', () => {
    const jump = spans('{} | rate() by (span.zone)', { 'span.zone': 'nil', 'x" || true': 'y' });
    expect(jump).toMatchObject({ leftOut: ['span.zone="nil"', 'x" || true="y"'] });
  });

  it.each([
    ['{ span.a = 1 } >> { span.b = 2 } | rate() by (name)', '{ span.a = 1 } >> { span.b = 2 } | { name = "x" }'],
    [
      '({ span.a = 1 } && { span.b = "|" }) | { span.c = 3 } | select(span.d) | rate() by (name)',
      '({ span.a = 1 } && { span.b = "|" }) | { span.c = 3 } | select(span.d) | { name = "x" }',
    ],
    [
      '{ span.a = 1 } | { span.b = 2 } | compare({ status = error })',
      '{ span.a = 1 } | { span.b = 2 } | { name = "x" }',
    ],
  ])('of several filters are filtered once more: %s', (expr, filter) => {
    expect(queryOf(spans(expr, { name: 'x' }))).toBe(`${filter} with (most_recent=true)`);
  });

  it('of arithmetic are those that all its filters demand', () => {
    const same = '{ resource.service.name =~ "a|b" && span.x = 1 } | rate()';
    expect(queryOf(spans(`(${same}) / (${same})`))).toBe('{ resource.service.name =~ "a|b" } with (most_recent=true)');
    expect(spans(`(${same}) / ({ resource.service.name = "a" || span.x = 1 } | rate())`)).toBeUndefined();
  });

  it('that took as long as a point says come first', () => {
    const context = {
      kind: 'point',
      sourceUid: 'tempo',
      range,
      expr: '{ name = "a" } | quantile_over_time(duration, .9)',
      labels: { p: '0.9' },
      value: 0.4,
      time: epochMs(1_500_000),
      stepMs: 15_000,
    } as const;
    expect(resolveJumps(context, fourSources(), vocabulary)[0]).toMatchObject({
      title: 'Spans behind this series near 400 ms',
      targets: [
        { query: '{ name = "a" && duration >= 200ms && duration <= 800ms } with (most_recent=true)', nearMs: 400 },
      ],
    });
  });

  it('lead to the logs and the profile of their services', () => {
    const jumps = jumpsOf(
      { uid: 'tempo', expr: '{ resource.service.name =~ "a|b" && status = error } | rate()', labels: {} },
      [],
    );
    expect(jumps.slice(1).map(queryOf)).toEqual(['{service_name=~"a|b"}', '{service_name=~"a|b"}']);
    expect(jumps[1]).toMatchObject({ leftOut: ['span:status="error"'] });
    const unions =
      '{ resource.service.name = "a" && duration > 1s && (span.x = 1 || !(span.y = "}")) && true } | rate()';
    expect(jumpsOf({ uid: 'tempo', expr: unions, labels: {} }, [])[1]).toMatchObject({
      targets: [{ expr: '{service_name="a"}' }],
      leftOut: ['duration > 1s', '(span.x = 1 || !(span.y = "}"))'],
    });
    const union = '{ resource.service.name = "a" || resource.service.name = "b" } | rate()';
    expect(jumpsOf({ uid: 'tempo', expr: union, labels: {} }, []).map(({ rule }) => rule)).toEqual([
      'default:series-traces',
    ]);
  });
});
