import { describe, expect, it } from 'vitest';
import { formatQuery } from './format-query.ts';
import { formatTraces } from './format-traces.ts';

describe('formatTraces', () => {
  it.each([
    ['{resource.service.name="a"&&duration>100ms}', '{ resource.service.name = "a" && duration > 100ms }'],
    ['{ }', '{}'],
    ['{}|rate()by(span.a,span.b)', '{} | rate() by (span.a, span.b)'],
    ['{ span.http-method = "a"  }', '{ span.http-method = "a" }'],
    ['{ span."a  b" =~ "x  y" }', '{ span."a  b" =~ "x  y" }'],
    ['{ !span.a && !(kind=server) }', '{ !span.a && !(kind = server) }'],
    ['{a.b>-1}', '{ a.b > -1 }'],
    ['{} >>{name="x"}', '{} >> { name = "x" }'],
    ['{}&>>{}', '{} &>> {}'],
    ['{} | count( )>3', '{} | count() > 3'],
    ['0123abcd', '0123abcd'],
    ['{ a = ', '{ a ='],
  ])('%s', (query, formatted) => {
    expect(formatTraces(query)).toBe(formatted);
  });

  it('gives each stage of a long query its line, and is done after one pass', () => {
    const query =
      '{resource.service.name="frontend" && name="POST /checkout"}>>{resource.service.name="payment" && status=error}|select(span.http.status_code)';
    const formatted = formatTraces(query) ?? '';
    expect(formatted.split('\n')).toEqual([
      '{ resource.service.name = "frontend" && name = "POST /checkout" }',
      '  >> { resource.service.name = "payment" && status = error }',
      '  | select(span.http.status_code)',
    ]);
    expect(formatTraces(formatted)).toBe(formatted);
  });

  it('leaves comments where they are', () => expect(formatTraces('{} // why\n| rate()')).toBeNull());
});

describe('formatQuery', () => {
  const upper = async (query: string) => query.replace(/\s+/g, ' ').trim();

  it('keeps variables and the comment before the query', async () => {
    let asked = '';
    const formatted = await formatQuery(
      'promql',
      '# p95\n\nrate(x{job="$job"}[ $__rate_interval ])  * $__range_s + $other',
      async (query) => {
        asked = query;
        return upper(query);
      },
    );
    expect(asked).toMatch(/^rate\(x\{job="\$job"\}\[ \d+y \]\) {2}\* \d+ \+ \w+$/);
    expect(formatted).toEqual({
      ok: true,
      text: '# p95\n\nrate(x{job="$job"}[ $__rate_interval ]) * $__range_s + $other',
    });
  });

  it('refuses where something would be lost', async () => {
    expect(await formatQuery('logql', '{a="b"}\n# only errors\n|= "e"', upper)).toMatchObject({ ok: false });
    expect(await formatQuery('logql', '{a="b#c"} |= `#`', upper)).toMatchObject({ ok: true });
    expect(await formatQuery('promql', 'rate(x[$__interval])', async () => 'rate(x[5m])')).toMatchObject({ ok: false });
    expect(await formatQuery('promql', 'my_$metric', upper)).toMatchObject({ ok: false });
  });

  it('asks no source for TraceQL', async () => {
    const never = () => Promise.reject(new Error('asked'));
    expect(await formatQuery('traceql', '// all\n{}|rate()', never)).toEqual({ ok: true, text: '// all\n{} | rate()' });
  });
});
