import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileLineFilter, testLine } from '../pipeline/line-filter.ts';
import { Chunk } from '../storage/chunk.ts';
import type { LineFilterStage } from '../syntax/ast.ts';
import { createLineReader, findCandidates } from './scan.ts';

const chunkOf = (lines: readonly string[]): Chunk => {
  const chunk = new Chunk(1000n, false);
  for (const [index, line] of lines.entries())
    chunk.append({ unixNano: 1000n + BigInt(index), line, sharedMetadata: 0, metadataBytes: new Uint8Array() });
  return chunk;
};
const filterOf = (op: LineFilterStage['op'], text: string) =>
  compileLineFilter({ kind: 'lineFilter', op, alternatives: [{ text, isIp: false }] });

const all = { low: 0, high: 1e9 };
const passing = (chunk: Chunk, filters: readonly ReturnType<typeof filterOf>[]): number[] => {
  const { from, to, mask } = findCandidates(chunk, all, filters);
  return Array.from({ length: to - from }, (_, i) => from + i).filter((index) => !mask || mask[index - from] === 1);
};

const PATTERNS = [
  'error|timeout',
  '(?i)payment failed',
  '(?i)failed|TIMEOUT',
  '(?i)status=\\d+ ok',
  'status=5\\d\\d',
  'a+b',
  'ab{2}c',
  '^user.*ok$',
  '(get|post) /x?',
  '[Ee]rror',
  '\\btime',
  'x|',
  '(ab)?c',
  'k',
  '(?i)k+ss',
  'größe.',
  '.',
];
const WORDS = [
  'error',
  'Error',
  'TIMEOUT',
  'time',
  'out',
  'Payment ',
  'FAILED',
  'status=',
  '503',
  ' ok',
  'aab',
  'abbc',
];
const OTHERS = ['user', 'get /', 'POST ', 'größer', 'ſ', '\u212a', 'K', 'kss', 'KSS', '\n', '', 'c', 'x'];

describe('filters over the bytes of a chunk', () => {
  const line = (words: readonly string[]) =>
    fc.array(fc.constantFrom(...words), { maxLength: 5 }).map((parts) => parts.join(''));
  const lines = fc.oneof(
    fc.array(line(WORDS), { minLength: 1, maxLength: 30 }),
    fc.array(line([...WORDS, ...OTHERS]), { minLength: 1, maxLength: 30 }),
  );
  const filter = fc.tuple(fc.constantFrom('|~', '!~', '|=', '!=' as const), fc.constantFrom(...PATTERNS));

  it('find what a test of every line finds', () => {
    fc.assert(
      fc.property(lines, fc.array(filter, { minLength: 1, maxLength: 3 }), (drawn, drawnFilters) => {
        const filters = drawnFilters.map(([op, text]) => filterOf(op, text));
        const wanted = drawn.flatMap((text, index) => (filters.every((one) => testLine(one, text)) ? [index] : []));
        expect(passing(chunkOf(drawn), filters)).toEqual(wanted);
      }),
      { numRuns: 1500 },
    );
  });

  it('find texts in chunks of many blocks, and never across two lines', () => {
    const drawn = Array.from({ length: 9000 }, (_, i) => `${'.'.repeat(i % 97)}${i % 1000 === 0 ? 'Needle' : 'need'}`);
    const hits = drawn.flatMap((text, index) => (text.includes('Needle') ? [index] : []));
    for (const pattern of ['(?i)needle', 'Ne+dle', '(?i)n[e]edle']) {
      expect(passing(chunkOf(drawn), [filterOf('|~', pattern)])).toEqual(hits);
      expect(passing(chunkOf(drawn), [filterOf('!~', pattern)])).toHaveLength(drawn.length - hits.length);
    }
    expect(passing(chunkOf(['nee', 'dle']), [filterOf('|~', '(?i)needle')])).toEqual([]);
    const long = ['a', 'x'.repeat(300_000), 'b'.repeat(200_000), 'needle'];
    expect(passing(chunkOf(long), [filterOf('|~', '(?i)X{3}|NEEDLE')])).toEqual([1, 3]);
  });
});

describe('the line reader', () => {
  it('reads lines one after the other in either direction, and back and forth', () => {
    const drawn = Array.from({ length: 4000 }, (_, i) => `${i} ${'y'.repeat(i % 211)}`);
    const chunk = chunkOf(drawn);
    const forwards = drawn.map((_, index) => index);
    for (const order of [forwards, forwards.toReversed(), forwards.map((index) => (index * 1777) % drawn.length)]) {
      const reader = createLineReader(chunk, drawn.length);
      const loaded = { text: '', start: 0, end: 0, unixNano: () => 0n };
      for (const index of order) {
        expect(reader.text(index)).toBe(drawn[index]);
        reader.load(index, loaded);
        expect(loaded.text.slice(loaded.start, loaded.end)).toBe(drawn[index]);
      }
    }
  });
});
