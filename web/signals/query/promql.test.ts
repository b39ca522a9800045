import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BuilderQuery } from './model.ts';
import { promqlBuilder as promql } from './promql.ts';

describe('PromQL in the builder', () => {
  it.each([
    'up',
    'up{job="api", instance!~"10\\\\..*"}',
    'rate(http_requests_total[$__rate_interval])',
    'sum by (le, job) (rate(x_bucket{a="b"}[5m]))',
    'histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m])))',
    'sum without (pod) (up) * 100',
    'topk(5, avg by (job) (up))',
    'topk by (job) (3, up)',
    'clamp_min(up, 1)',
    '(up * 2) > 1',
    '{"http.server", "net.peer"="x"}',
    'max_over_time(up[1h])',
    'round(up, 0.5)',
  ])('reads and writes %s', (text) => {
    const query = promql.read(text);
    expect(query).not.toBeNull();
    expect(promql.write(query!)).toBe(text);
  });

  it('writes what it reads in one form', () => {
    expect(promql.write(promql.read('sum(rate(x{a=~`b|c`}[5m])) by (d)')!)).toBe('sum by (d) (rate(x{a=~"b|c"}[5m]))');
    expect(promql.write(promql.read('(((up)))')!)).toBe('up');
  });

  it.each([
    'a + b',
    'rate(x[5m:1m])',
    'rate(x[5m] offset 1h)',
    'x @ 5',
    '2 * x',
    'a * 2 + 1',
    'label_replace(x, "a", "b", "c", "d")',
    'sum(',
    '',
    'sum by (a) (x) / sum(y)',
  ])('leaves %s to the editor', (text) => expect(promql.read(text)).toBeNull());

  const label = fc.oneof(fc.constantFrom('job', 'le', '__name__'), fc.string({ minLength: 1, unit: 'grapheme' }));
  const step = fc.constantFrom(...promql.kinds.filter(({ group }) => group !== 'Over time')).chain((kind) =>
    fc.record({
      kind: fc.constant(kind.id),
      params: fc.tuple(
        ...kind.params.map((param) =>
          param.kind === 'choice'
            ? fc.constantFrom(...(param.choices ?? []))
            : param.kind === 'labels'
              ? fc.constantFrom('', 'job', 'job, le')
              : fc.constantFrom('1', '0.5'),
        ),
      ),
    }),
  );
  it('gives back any query that it wrote, hostile values included', () => {
    fc.assert(
      fc.property(
        fc.record({
          metric: fc.constantFrom('', 'up', 'a:b', 'http.server'),
          matchers: fc.array(
            fc.record({
              label: label.filter((name) => !name.includes('$')),
              op: fc.constantFrom(...promql.operators),
              value: fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed()),
              isText: fc.constant(true),
            }),
            { maxLength: 3 },
          ),
          steps: fc.array(step, { maxLength: 3 }),
        }) as fc.Arbitrary<BuilderQuery>,
        (query) => {
          const text = promql.write(query);
          // Prometheus itself refuses a selector that selects everything, and so does the grammar for some.
          fc.pre(query.metric !== '' || query.matchers.length > 0);
          expect(promql.read(text)).toEqual(query);
        },
      ),
      { numRuns: 150 },
    );
  });
});
