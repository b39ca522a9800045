import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from './syntax/parse.ts';
import { printExpr } from './syntax/print.ts';
import { QueryError } from './syntax/query-error.ts';
import { compileTemplate } from './template/template.ts';
import { TemplateError } from './template/ast.ts';
import { logsFromText } from './testing.ts';
import { cpuMs } from '../../testing/cpu-time.ts';

const QUERIES = [
  '{a="b", c=~"d|e"} |= "x" or ip("10.0.0.0/8") !~ "y" | json a="b[0].c", d | label_format x=y,z=`{{.w | upper}}`',
  'sum by (a, b) (rate({a="b"} |> "<_> x" | logfmt --strict | status >= 500 and took < 1h30m or size > 5KB [5m] offset 1m))',
  'topk(3, quantile_over_time(0.99, {a="b"} | unpack | unwrap duration(x) | __error__="" [1m]) by (c)) / on (c) group_left (d) vector(2) > bool 1',
  'label_replace(absent_over_time({a="b"} | regexp "(?P<x>.*)" | pattern "<y> <_>" | drop p, q="r" | keep s [1h]), "a", "$1", "b", "(.*)")',
];
const PIECES = [
  '{',
  '}',
  '(',
  ')',
  '[5m]',
  '"',
  '`',
  '|',
  '|=',
  '!~',
  ',',
  '=',
  'by',
  'or',
  'and',
  'json',
  'unwrap',
  'ip(',
  '1',
  '1h',
  '-',
  '^',
  '#',
  '\\',
  '{{',
  '}}',
  'é',
  '\u0000',
];

/** Cuts, doubles and sprinkles a text. */
const mutated = (texts: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.nat(), fc.nat(30), fc.constantFrom('', ...PIECES)), { maxLength: 6 }),
    )
    .map(([text, cuts]) =>
      cuts.reduce((result, [at, length, piece]) => {
        const start = at % (result.length + 1);
        return result.slice(0, start) + piece + result.slice(start + length);
      }, text),
    );

const LOGS = logsFromText(`
  {a="b",c="d"} <trace_id="1"> @1s {"a":{"b":[1,{"c":"x"}]},"status":500,"took":"5s"}
  {a="b",c="d"} @2s level=info status=200 took=3ms size=5KB msg="a b"
  {a="b"} @3s GET /x 10.0.0.1 é`);

const RUNS = 1000;

describe('mutated input', () => {
  it('is parsed or refused, and what is parsed can be printed', () => {
    fc.assert(
      fc.property(mutated(QUERIES), (query) => {
        const started = cpuMs();
        let printed: string | null = null;
        try {
          printed = printExpr(parseQuery(query));
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError);
        }
        if (printed !== null) expect(printed).not.toBe('');
        expect(cpuMs() - started).toBeLessThan(1000);
      }),
      { numRuns: RUNS },
    );
  });

  it('is answered', async () => {
    await fc.assert(
      fc.asyncProperty(mutated(QUERIES), async (query) => {
        const { status } = await LOGS.get('query_range', { query, start: '@0s', end: '@10s', step: '5' });
        expect([200, 400]).toContain(status);
      }),
      { numRuns: RUNS },
    );
  });

  it('is taken as a line by every parser', async () => {
    const lines = [
      '{"a":{"b":[1,{"c":"x"}]},"d":"\\u00e9\\"","_entry":"e"}',
      'level=info msg="a \\"b\\"" x= y="z',
      '\u001b[31mred GET /x 1.2.3.4-5 ::1',
    ];
    await fc.assert(
      fc.asyncProperty(mutated(lines), async (line) => {
        const logs = logsFromText('');
        logs.engine.writeStreams([
          {
            labels: new Map([['a', 'b']]),
            entries: [{ timeUnixNano: 1_700_000_001_000_000_000n, line, structuredMetadata: [] }],
          },
        ]);
        const stages =
          'json | json x="a.b[1].c" | logfmt | pattern "<p> <_>" | regexp "(?P<r>\\\\w+)" | unpack | decolorize | line_format "{{.x}}"';
        const { status } = await logs.get('query_range', {
          query: `{a="b"} != ip("9.9.9.9") | ${stages}`,
          start: '@0s',
          end: '@10s',
        });
        expect(status).toBe(200);
      }),
      { numRuns: RUNS },
    );
  });

  it('compiles as a template or is refused', () => {
    const templates = [
      '{{ if eq .a "b" }}{{ range $i, $x := fromJson .j }}{{ $i }}{{ end }}{{ else }}{{- .c | upper | trunc 3 -}}{{ end }}',
    ];
    const context = { line: () => 'x', unixNano: () => 0n, nowMs: () => 0 };
    fc.assert(
      fc.property(mutated(templates), (source) => {
        try {
          compileTemplate('line', source, context).execute(
            new Map([
              ['a', 'b'],
              ['j', '[1,{"k":2}]'],
            ]),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
