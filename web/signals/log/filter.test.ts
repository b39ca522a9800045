import { parser } from '@grafana/lezer-logql';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addFilter, addLineFilter, type LabelFilter } from './filter.ts';
import { unquote } from './highlight.ts';

const label = (name: string, value: string): LabelFilter => ({ name, value, where: 'label' });

describe('addFilter', () => {
  it.each([
    ['{app="a"}', label('level', 'error'), '{app="a", level="error"}'],
    ['{}', label('app', 'a'), '{app="a"}'],
    ['{app="a",}', label('b', 'c'), '{app="a",b="c"}'],
    ['{app="a"} |= "x"', label('b', 'c'), '{app="a", b="c"} |= "x"'],
    ['sum(rate({app="a"}[5m]))', label('b', 'c'), 'sum(rate({app="a", b="c"}[5m]))'],
    ['{app="a"}', { name: 'trace_id', value: 'x', where: 'structured metadata' } as const, '{app="a"} | trace_id="x"'],
    [
      'count_over_time({app="a"} |= "x" [5m])',
      { name: 'user', value: 'x', where: 'structured metadata' } as const,
      'count_over_time({app="a"} |= "x" | user="x" [5m])',
    ],
    [
      '{app="a"} |= "x"',
      { name: 'status', value: '500', where: 'json' } as const,
      '{app="a"} |= "x" | json | status="500"',
    ],
    ['{app="a"} | json', { name: 'status', value: '500', where: 'json' } as const, '{app="a"} | json | status="500"'],
    ['{app="a"}', { name: 'dur', value: '5', where: 'logfmt' } as const, '{app="a"} | logfmt | dur="5"'],
  ])('%s', (query, filter, expected) => {
    expect(addFilter(query, filter, '=')).toBe(expected);
  });

  it('replaces the opposite filter', () => {
    expect(addFilter('{app="a", level="error"}', label('level', 'error'), '!=')).toBe('{app="a", level!="error"}');
    const inPipeline = { name: 'status', value: '500', where: 'json' } as const;
    expect(addFilter('{a="b"} | json | status="500"', inPipeline, '!=')).toBe('{a="b"} | json | status!="500"');
  });

  it('refuses names that cannot be written and queries without a selector', () => {
    expect(addFilter('{a="b"}', label('x="y"} or {z', 'v'), '=')).toBeNull();
    expect(addFilter('vector(1)', label('a', 'b'), '=')).toBeNull();
  });

  it('never lets a value end its string', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.constantFrom('label', 'parsed', 'json'),
        (value, where) => {
          const edited = addFilter('{app="a"} |= "x"', { name: 'k', value, where } as LabelFilter, '=');
          expect(edited).not.toBeNull();
          const values: string[] = [];
          let errors = 0;
          parser.parse(edited!).iterate({
            enter(node) {
              if (node.type.isError) errors++;
              if (node.name === 'Matcher') {
                const string = node.node.getChild('String');
                if (string) values.push(unquote(edited!.slice(string.from, string.to)));
              }
            },
          });
          expect(errors).toBe(0);
          expect(values).toHaveLength(2);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('addLineFilter', () => {
  it('stands right after the selector', () => {
    expect(addLineFilter('{a="b"} | json', 'say "hi"', '|=')).toBe('{a="b"} |= "say \\"hi\\"" | json');
  });
});
