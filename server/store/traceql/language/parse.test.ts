import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatElement } from './format.ts';
import { parseAttributeName, parseQuery } from './parse.ts';
import { TraceqlError } from './parse-error.ts';
import { validateQuery } from './validate.ts';
import { cpuMs } from '../../../testing/cpu-time.ts';

function read(text: string): string {
  const query = parseQuery(text);
  return query.kind === 'search' ? formatElement(query.pipeline) : query.kind;
}
const errorOf = (text: string): string => {
  try {
    validateQuery(parseQuery(text));
    return 'valid';
  } catch (error) {
    if (error instanceof TraceqlError) return error.message;
    throw error;
  }
};

test.each([
  // AND and OR bind equally tight, from the left.
  ['{ .a || .b && .c }', '{ (.a || .b) && .c }'],
  ['{ .a = 1 && .b = 2 || .c = 3 }', '{ ((.a = 1) && (.b = 2)) || (.c = 3) }'],
  ['{ .a + 1 * 2 > .b - 3 - 1 }', '{ (.a + 2) > ((.b - 3) - 1) }'],
  ['{ 2 ^ .a ^ .b = 1 }', '{ (2 ^ (.a ^ .b)) = 1 }'],
  ['{ -.a * .b = 1 }', '{ (-(.a * .b)) = 1 }'],
  ['{ !.a && .b }', '{ (!.a) && .b }'],
  ['{ !(.a = 1) }', '{ !(.a = 1) }'],
  ['{ .a } && { .b } >> { .c }', '({ .a }) && (({ .b }) >> ({ .c }))'],
  ['{ .a } > { .b } || { .c }', '(({ .a }) > ({ .b })) || ({ .c })'],
  ['{ .a } !>> { .b }', '({ .a }) !>> ({ .b })'],
  ['{ .a } ~ { .b }', '({ .a }) ~ ({ .b })'],
  ['{ .a } &~ { .b }', '({ .a }) &~ ({ .b })'],
  [
    '{ .a } | count() > 2 | by(.b) | coalesce() | select(.c, name)',
    '{ .a }|(count()) > 2|by(.b)|coalesce()|select(.c, name)',
  ],
  ['({ .a } | count() > 1) && ({ .b } | count() > 1)', '({ .a }|(count()) > 1) && ({ .b }|(count()) > 1)'],
  ['{ }', '{ true }'],
])('groups %s as Tempo does', (text, grouped) => {
  expect(read(text)).toBe(grouped);
});

test.each([
  ['{ span:name = "a" }', '{ name = `a` }'],
  ['{ trace:rootService = "a" }', '{ rootServiceName = `a` }'],
  ['{ span:childCount > 1 && nestedSetParent < 0 }', '{ (span:childCount > 1) && (nestedSetParent < 0) }'],
  ['{ span."foo bar"."x\\"y" = 1 }', '{ span."foo bar.x\\"y" = 1 }'],
  ['{ .a-b.c/d@e:1 = 1 }', '{ .a-b.c/d@e:1 = 1 }'],
  ['{ duration > 1h30m && .x < 1.5s && .y = 300us }', '{ ((duration > 1h30m0s) && (.x < 1.5s)) && (.y = 300µs) }'],
  ['{ .a = "x\\n\\u00e9" && .b = `raw\\n` }', '{ (.a = `x\né`) && (.b = `raw\\n`) }'],
  ['{ .a = 1.5e3 || .b = .5 }', '{ (.a = 1500.0) || (.b = 0.5) }'],
  ['{ .a /* why */ = 1 } // because', '{ .a = 1 }'],
  ['{ .a != nil && nil = .b }', '{ (.a != nil) && (.b = nil) }'],
  ['{ trace:id = "000abc" }', '{ trace:id = `abc` }'],
  ['{ 1 + 1 = 2 }', '{ true }'],
])('reads %s', (text, written) => {
  expect(read(text)).toBe(written);
});

describe('metrics', () => {
  test.each([
    '{} | rate() by (resource.service.name, name) | topk(3) > 2',
    '{} | quantile_over_time(duration, .5, 0.9) by (name) with(exemplars=false, sample=0.1)',
    '({} | rate()) / ({ status = error } | rate()) * 100 > 5 | bottomk(2)',
    '60 * ({} | rate() > 1) - -1',
    '{ .a } | select(.b) | { .c } | compare({ status = error }, 5, 1, 2)',
    '({ .a } >> { .b }) | rate()',
    '({ .a } && { .b }) >> { .c } | histogram_over_time(span.x)',
  ])('%s is a valid metrics query', (text) => {
    expect(errorOf(text)).toBe('valid');
    expect(parseQuery(text).kind).toBe('metrics');
  });

  test('keeps the order of stages and the side of a scalar', () => {
    const query = parseQuery('100 - ({} | rate() | topk(2)) > 10s');
    expect(query).toMatchObject({
      expression: {
        stages: [
          { kind: 'topk', limit: 2 },
          { kind: 'scalar', op: '-', value: 100, isScalarOnLeft: true },
          { kind: 'metricsFilter', op: '>', value: 10 },
        ],
      },
    });
  });
});

test.each([
  ['{ resource.service.name = }', 'parse error at line 1, col 27: syntax error: unexpected }'],
  ['{ .a = 1', 'parse error at line 1, col 9: syntax error: unexpected $end'],
  ['{ foo = 1 }', 'parse error at line 1, col 3: unknown identifier: foo'],
  ['{ .a = "x', 'parse error at line 1, col 8: literal not terminated'],
  ['{ .a = 1 } | count() > ', 'parse error at line 1, col 24: syntax error: unexpected $end'],
  ['{ .a }\n&& | rate()', 'parse error at line 2, col 4: syntax error: unexpected |'],
  ['{ duration = "abc" }', 'binary operations must operate on the same type: duration = `abc`'],
  ['{ kind > server }', 'illegal operation for the given types: kind > server'],
  ['{ .a =~ "[" }', 'invalid regex: `[`'],
  ['{ .a =~ 5 }', 'illegal operation for the given types: .a =~ 5'],
  ['{ name = nil }', 'name=nil is not valid because intrinsics cannot be nil'],
  [
    '{ resource.service.name = nil }',
    'resource.service.name=nil is not valid because resource.service.name cannot be nil',
  ],
  ['{ parent.a = 1 }', 'parent not yet supported'],
  ['{ 1 + 1 }', 'span filter field expressions must resolve to a boolean: { 2 }'],
  ['{} | by(1 + 1)', 'grouping field expressions must reference the span: by(2)'],
  ['{} | max(name) > 1', 'aggregate field expressions must resolve to a number type: max(name)'],
  ['{} | rate() | topk(0)', 'limit must be greater than 0'],
  ['{} | quantile_over_time(duration, 2)', 'quantile must be between 0 and 1: 2'],
  ['{} | rate() by (.a,.b,.c,.d,.e,.f)', 'metrics group by 6 values not yet supported'],
  ['{} | compare({ .a }) > 1', '`compare()` cannot be used with second stage functions'],
  [
    '({} | rate()) + 1s',
    'parse error at line 1, col 15: duration cannot be used as a scalar operand in metric arithmetic',
  ],
])('%s is refused with %s', (text, message) => {
  expect(errorOf(text)).toBe(message);
});

test('reads the attribute a tag names', () => {
  expect(parseAttributeName('resource.service.name')).toMatchObject({ scope: 'resource', name: 'service.name' });
  expect(parseAttributeName('span:name')).toMatchObject({ intrinsic: 'name' });
  expect(() => parseAttributeName('.a = 1')).toThrow(TraceqlError);
  expect(() => parseAttributeName('nonsense')).toThrow('failed to parse identifier nonsense');
});

const WORDS = [
  '{ } ( ) | , && || > >> !<< &~ ~ = != =~ + - * / ^ ! .a span.b name span:id trace: nil true error server "x" `y` 1',
  '1.5 2s zz count avg by select coalesce rate topk quantile_over_time compare with with(',
].flatMap((line) => line.split(' '));

test('refuses what it cannot read with an error of its own, whatever the text', () => {
  const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }).map((list) => list.join(' '));
  const pasted = fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }).map((list) => list.join(''));
  fc.assert(
    fc.property(fc.oneof(words, pasted, fc.string({ unit: 'binary', maxLength: 60 })), (text) => {
      expect(typeof errorOf(text)).toBe('string');
    }),
    { numRuns: 3000 },
  );
});

test('takes a deep and a long query in stride', () => {
  expect(errorOf(`{ ${'('.repeat(200)}.a = 1${')'.repeat(200)} }`)).toBe('valid');
  expect(errorOf(`{ .a && ${Array.from({ length: 300 }, () => '.b = 1').join(' || ')} && }`)).toMatch(
    'syntax error: unexpected }',
  );
  const started = cpuMs();
  expect(errorOf(`{ ${Array.from({ length: 2000 }, (_, index) => `.a = ${index}`).join(' || ')} }`)).toBe('valid');
  expect(cpuMs() - started).toBeLessThan(1000);
});

test('refuses one expression that is longer than the grammar takes', () => {
  expect(errorOf(`{ .a = ${'"b" '.repeat(300)}}`)).toBe(
    'parse error at line 1, col 3: query too complex: expression is too long',
  );
});
