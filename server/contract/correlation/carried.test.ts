import { describe, expect, it } from 'vitest';
import type { Context, Jump } from '../jump.ts';
import { demandsOf, subjectOfQuery } from './demands.ts';
import { resolveJumps } from './resolve.ts';
import { fourSources, range } from './testing.ts';

const labels = ['service_name', 'namespace', 'pod', 'cluster', 'region', 'zone_a', 'zone.a'];
const tags = ['resource.service.name', 'resource.k8s.pod.name', 'span.http.route', 'span.http.response.status_code'];
const vocabulary = [
  ...['loki', 'prometheus', 'pyroscope'].map((uid) => ({ uid, labels })),
  { uid: 'tempo', labels: [...tags, 'span.order.id', 'span.cache.hit', 'name'] },
];
const series = (expr: string, own: Record<string, string> = {}, sourceUid = 'prometheus'): Context => ({
  kind: 'series',
  sourceUid,
  range,
  expr,
  labels: own,
});
type Vocabulary = typeof vocabulary;
const queryOf = (jump: Jump | undefined) => {
  if (jump?.kind !== 'query') return null;
  const [target] = jump.targets;
  return target && ('expr' in target ? target.expr : 'query' in target ? target.query : target.labelSelector);
};
const jumpTo = (context: Context, signal: string, known: Vocabulary = vocabulary) =>
  resolveJumps(context, fourSources(), known).find((jump) => jump.kind === 'query' && jump.signal === signal);
const logs = (expr: string, own = {}, known: Vocabulary = vocabulary) =>
  queryOf(jumpTo(series(expr, own), 'logs', known));
const traces = (expr: string, own = {}, known: Vocabulary = vocabulary) =>
  queryOf(jumpTo(series(expr, own), 'traces', known))?.replace(/^\{ (.*) \} with \(most_recent=true\)$/, '$1') ?? null;
const leftOut = (expr: string, signal: string) => {
  const jump = jumpTo(series(expr), signal);
  return jump?.kind === 'query' ? (jump.leftOut ?? []) : null;
};

describe('what a query demands of all that it gives', () => {
  const texts = (expr: string) =>
    demandsOf(expr, 'prometheus').held.map(({ name, op, value }) => `${name}${op}${value}`);
  it.each([
    ['x{a=~"b|c", d!="e", f!~"g.*"}', ['a=~b|c', 'd!=e', 'f!~g.*']],
    ['x{a=~"b\\\\.c", d!~"(?:e)"}', ['a=b.c', 'd!=e']],
    ['x{a=~".*"}', []],
    ['x{a=~".+", b!=""}', ['a!=', 'b!=']],
    ['x{a=~"b|c"} / y{a=~"b|c", d="e"}', ['a=~b|c']],
    ['x{a=~"b|c"} / y', ['a=~b|c']],
    ['x{a=~"b|c"} / y{a!~"b|c"}', []],
    ['x{service_name="p"} or y{service="p"} or z{job=~"(.+/)?p"}', ['service_name=p']],
    ['x{service_name=~"p|q"} or z{job=~"(.+/)?(?:p|q)"}', []],
    ['{"my.metric", "service.name"=~"a|b"}', ['service.name=~a|b']],
    ['x{a="b", # first\n c=~"d|e"}', ['a=b', 'c=~d|e']],
    ['x{a="\\u00e9\\U0001F98A\\xc3\\xa9\\101"}', ['a=é🦊éA']],
    ['x{le="1", quantile="0.5", __name__=~"a|b"}', []],
  ])('%s: %j', (expr, expected) => expect(texts(expr)).toEqual(expected));

  it('is overruled by what the series itself says of the same label, and of no other', () => {
    const of = (expr: string, own: Record<string, string>) => subjectOfQuery(expr, 'prometheus', own);
    expect(of('x{service_name=~"a|b"}', { service_name: 'a' })).toMatchObject({
      identity: { service: 'a' },
      demands: [{ name: 'service_name', op: '=', value: 'a' }],
    });
    expect(of('x{region!="eu"}', { region: 'us' }).demands).toMatchObject([{ op: '=', value: 'us' }]);
    // The job of a collector's scrape is not the service that the query asks for.
    expect(of('x{service_name=~"a|b"}', { job: 'collector' }).identity).toEqual({});
    expect(of('x{job=~"a|b"}', { service_name: 'a' }).identity).toEqual({ service: 'a' });
  });
});

describe('a list of services', () => {
  const expr = 'sum(rate(x{service_name=~"pay|cart"}[5m]))';
  it('leads to the logs, the traces and the profile of all of them', () => {
    const jumps = resolveJumps(series(expr), fourSources(), vocabulary);
    expect(jumps.map((jump) => [jump.title, queryOf(jump)])).toEqual([
      ['Traces of pay, cart', '{ resource.service.name =~ "pay|cart" } with (most_recent=true)'],
      ['Logs of pay, cart', '{service_name=~"pay|cart"}'],
      ['CPU profile of pay, cart', '{service_name=~"pay|cart"}'],
    ]);
    expect(resolveJumps(series(expr), fourSources()).map(queryOf)).toEqual(jumps.map(queryOf));
  });

  it.each([
    ['service_name=~"pay.*"', '{service_name=~"pay.*"}', 'resource.service.name =~ "pay.*"'],
    [
      'service_name!~"pay|cart"',
      '{service_name!~"pay|cart", service_name=~".+"}',
      'resource.service.name !~ "pay|cart"',
    ],
    ['service_name!="pay"', '{service_name!="pay", service_name=~".+"}', 'resource.service.name != "pay"'],
    ['service_name=~"pay|"', '{service_name=~"pay|", service_name=~".+"}', 'resource.service.name =~ "pay|"'],
    ['app=~"a|b"', '{service_name=~"a|b"}', 'resource.service.name =~ "a|b"'],
    ['job=~"shop/a|shop/b"', '{service_name=~"a|b"}', 'resource.service.name =~ "a|b"'],
    ['job!~"a|b"', '{service_name!~"a|b", service_name=~".+"}', 'resource.service.name !~ "a|b"'],
    [
      'service_name=~"pay.*", service_name!="pay2"',
      '{service_name=~"pay.*", service_name!="pay2"}',
      'resource.service.name =~ "pay.*" && resource.service.name != "pay2"',
    ],
    // What a job's namespace and name have between them a pattern does not say.
    ['job=~"pay.*"', null, null],
    ['job!~"shop/a|shop/b"', null, null],
    ['service_name=~".*"', null, null],
    ['service_name=~".+"', null, null],
    ['service_name!=""', null, null],
  ])('%s', (matchers, toLogs, toTraces) => {
    expect(logs(`x{${matchers}}`)).toBe(toLogs);
    expect(traces(`x{${matchers}}`)).toBe(toTraces);
  });

  it('is told by `job` where a source has no better name', () => {
    const known = [{ uid: 'loki', labels: ['job'] }];
    expect(logs('x{service_name=~"a|b.c"}', {}, known)).toBe('{job=~"(.+/)?(?:a|b.c)", job=~".+"}');
    expect(logs('x{service_name!="a.b"}', {}, known)).toBe('{job!~"(.+/)?a\\\\.b", job=~".+"}');
    expect(logs('x{job=~"shop/.*"}', {}, known)).toBe('{job=~"shop/.*"}');
    expect(logs('x{service_name=~"\\\\Qa|b"}', {}, known)).toBeNull();
  });
});

it('what only a part of a query demands is left out, unless the series says it', () => {
  const ratio = 'sum(rate(x{service_name="a", code=~"5.."}[5m])) / sum(rate(x{service_name="a"}[5m]))';
  expect([leftOut(ratio, 'traces'), leftOut(ratio, 'logs')]).toEqual([['code=~"5.."'], ['code=~"5.."']]);
  expect(logs(ratio)).toBe('{service_name="a"}');
  expect(jumpTo(series(ratio, { code: '500' }), 'logs')).not.toHaveProperty('leftOut');
  expect(leftOut('x{service_name="a"} or y{service="a"}', 'logs')).toEqual([]);
});

describe('a ratio', () => {
  const rulesOf = (expr: string, own = {}) =>
    resolveJumps(series(expr, own), fourSources(), vocabulary).map(({ rule }) => rule);
  const errors = (code: string, below = 'x{service_name="a"}') =>
    `sum(rate(x{service_name="a", http_response_status_code=~"${code}"}[5m])) / sum(rate(${below}[5m]))`;

  it('leads first to the traces that it is the share of', () => {
    const [jump] = resolveJumps(series(errors('5..')), fourSources(), vocabulary);
    expect(jump).toMatchObject({
      rule: 'default:series-traces-share',
      title: 'Traces of a with http_response_status_code=~"5.."',
    });
    expect(queryOf(jump)).toBe(
      '{ resource.service.name = "a" && (span.http.response.status_code >= 500 && span.http.response.status_code <= 599) } with (most_recent=true)',
    );
    expect(jump).not.toHaveProperty('leftOut');
  });

  it('of all services asks for what it is the share of alone', () => {
    const [jump] = resolveJumps(series(errors('5..').replaceAll('="a"', '=~".+"')), fourSources());
    expect(jump).toMatchObject({ title: 'Traces of the same labels with http_response_status_code=~"5.."' });
    expect(jump).not.toHaveProperty('leftOut');
  });

  it.each([
    ['without more above the line', 'x{service_name="a"} / x{service_name="a", http_route="/"}', {}],
    ['with more on both sides', errors('5..', 'x{service_name="a", http_route="/"}'), {}],
    ['of what spans cannot be asked for', errors('5[^0].+'), {}],
    ['with a slash in a string only', 'x{service_name="a", http_route="/"} - x{service_name="a"}', {}],
    ['whose series says it', errors('5..'), { http_response_status_code: '500' }],
  ])('%s leads to all of them', (_which, expr, own) => {
    expect(rulesOf(expr, own)).toEqual(['default:series-traces', 'default:series-logs', 'default:series-profile']);
  });
});

describe('what narrows a service', () => {
  it('lets logs and profiles pass that lack the label', () => {
    const expr = 'x{service_name=~"a|b", pod=~"a-.*", namespace="n", cluster!="c", region=~"eu|us"}';
    const selector = '{service_name=~"a|b", namespace=~"n|", pod=~"a-.*|", cluster!="c", region=~"eu|us|"}';
    expect(logs(expr)).toBe(selector);
    expect(queryOf(jumpTo(series(expr), 'profiles'))).toBe(selector);
  });

  it('is strict where nothing names a service', () => {
    expect(logs('x{namespace="n", pod=~"p-.*"}')).toBe('{namespace="n", pod=~"p-.*"}');
    expect(traces('x{pod=~"p-.*"}')).toBe('resource.k8s.pod.name =~ "p-.*"');
    expect(traces('x{namespace="n", pod!="p"}')).toBe('resource.k8s.pod.name != "p"');
  });

  it('is asked of both names that the target has, and left out where it has none or no way to say it', () => {
    const expr = 'x{service_name=~"a|b", pod=~"p-.*", zone_a="z", color!="red", instance="i:1"}';
    expect(leftOut(expr, 'logs')).toEqual(['color!="red"', 'instance="i:1"']);
    expect(logs(expr)).toBe('{service_name=~"a|b", pod=~"p-.*|", zone_a=~"z|", "zone.a"=~"z|"}');
    expect(leftOut(expr, 'traces')).toEqual(['pod=~"p-.*"', 'zone_a="z"', 'color!="red"', 'instance="i:1"']);
    expect(leftOut('x{service_name=~"a|b", pod!="", le="1"}', 'logs')).toEqual([]);
    const [long] = leftOut(`x{service_name="a", color=~"${'red|'.repeat(3000)}"}`, 'logs') ?? [];
    expect(long).toHaveLength(69);
  });
});

describe('labels that spans have as attributes', () => {
  it.each([
    ['http_route=~"/a|/b"', 'span.http.route =~ "/a|/b"'],
    ['http_route!="/a"', 'span.http.route != "/a"'],
    ['http_route!=""', 'span.http.route != nil'],
    [
      'http_response_status_code=~"5.."',
      '(span.http.response.status_code >= 500 && span.http.response.status_code <= 599)',
    ],
    [
      'http_response_status_code=~"5.*|404"',
      '((span.http.response.status_code >= 500 && span.http.response.status_code <= 599) || span.http.response.status_code = 404)',
    ],
    ['http_response_status_code!="200"', 'span.http.response.status_code != 200'],
    [
      'http_response_status_code!~"2..|404"',
      '((span.http.response.status_code < 200 || span.http.response.status_code > 299) && span.http.response.status_code != 404)',
    ],
    ['order_id=~"1|2"', '(span.order.id =~ "1|2" || span.order.id = 1 || span.order.id = 2)'],
    ['order_id!="7"', '(span.order.id != "7" || span.order.id != 7)'],
    ['cache_hit!="true"', '(span.cache.hit != "true" || span.cache.hit != true)'],
    ['span_name=~"GET.*"', 'name =~ "GET.*"'],
    ['span_name!="GET /"', 'name != "GET /"'],
    ['span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"', '(kind = server || kind = consumer)'],
    ['status_code!="STATUS_CODE_OK"', 'status != ok'],
    ['http_response_status_code=~"5[^0].+"', null],
    ['http_route=~"/a|"', null],
  ])('%s', (matcher, condition) => {
    const where = condition === null ? '' : ` && ${condition}`;
    expect(traces(`x{service_name="s", ${matcher}}`)).toBe(`resource.service.name = "s"${where}`);
    expect(leftOut(`x{service_name="s", ${matcher}}`, 'traces')).toHaveLength(condition === null ? 1 : 0);
  });
});

it('a profile of several services leads to the metrics, logs and traces of all of them', () => {
  const context = (labelSelector: string): Context => ({
    kind: 'stack-frame',
    sourceUid: 'pyroscope',
    range,
    profileTypeId: 'p',
    labelSelector,
    frameName: 'main',
  });
  const to = (labelSelector: string, signal: string) => queryOf(jumpTo(context(labelSelector), signal));
  expect(to('{service_name=~"a|b"}', 'logs')).toBe('{service_name=~"a|b"}');
  expect(to('{service_name=~"a|b"}', 'traces')).toContain('resource.service.name =~ "a|b"');
  expect(to('{service_name=~"a|b"}', 'metrics')).toContain('_count{service_name=~"a|b"}[2m]');
  expect(to('{service_name!="a"}', 'metrics')).toContain('_count{service_name!="a"}[2m]');
  expect(to('{namespace="n", pod=~"p-.*"}', 'metrics')).toContain('{namespace="n", pod=~"p-.*", container!=""}');
});
