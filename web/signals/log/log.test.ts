import { describe, expect, it } from 'vitest';
import type { LogAnswer } from '../../../server/contract/logs.ts';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { epochMs, unixNano } from '../../../server/contract/units.ts';
import { stripAnsi } from './ansi.ts';
import { lineFields } from './fields.ts';
import { highlightRanges, NO_TERMS, queryTerms, splitByRanges } from './highlight.ts';
import { levelOf, parseLevel } from './level.ts';
import { orderRows } from './order.ts';
import { logVolume } from './volume.ts';

const row = (line: string, labels = {}, structuredMetadata = {}) => ({ line, labels, structuredMetadata, parsed: {} });

describe('levelOf', () => {
  it.each([
    ['{"level":50,"msg":"boom"}', 'error'],
    ['{"time":1,"level":"warn","msg":"x"}', 'warn'],
    ['ts=1 level=debug msg=x', 'debug'],
    ['2026-11-22 10:00:00 ERROR [main] failed', 'error'],
    ['2026/11/22 [warn] 7#7: upstream', 'warn'],
    ['everything is fine, no error here', 'unknown'],
    ['CRITICAL disk', 'critical'],
    ['', 'unknown'],
  ])('reads %s as %s', (line, level) => {
    expect(levelOf(row(line))).toBe(level);
  });

  it('believes the source before the line', () => {
    expect(levelOf(row('ERROR not really', { level: 'debug' }, { detected_level: 'info' }))).toBe('info');
  });

  it('skips a label that holds no level', () => {
    expect(levelOf(row('WARN x', { level: 'whatever' }))).toBe('warn');
  });

  it('does not look at inherited properties', () => {
    expect(parseLevel('constructor')).toBeNull();
    expect(parseLevel('ERROR2')).toBe('error');
    expect(parseLevel('70')).toBeNull();
  });
});

describe('lineFields', () => {
  it('flattens JSON as the json parser names it', () => {
    expect(lineFields('{"a":{"b.c":1},"d":[1,2],"e":null,"f":true}')).toEqual({
      format: 'json',
      fields: [
        { name: 'a_b_c', value: '1' },
        { name: 'd', value: '[1,2]' },
        { name: 'f', value: 'true' },
      ],
    });
  });

  it('reads logfmt with quotes', () => {
    const { format, fields } = lineFields('level=info msg="a \\"b\\" c" dur=5ms');
    expect(format).toBe('logfmt');
    expect(fields).toEqual([
      { name: 'level', value: 'info' },
      { name: 'msg', value: 'a "b" c' },
      { name: 'dur', value: '5ms' },
    ]);
  });

  it('finds pairs in text without taking the bracket', () => {
    const { format, fields } = lineFields('INFO checkout [trace_id=abc span_id=def] order=12: done in 5 ms');
    expect(format).toBe('text');
    expect(fields).toEqual([
      { name: 'trace_id', value: 'abc' },
      { name: 'span_id', value: 'def' },
      { name: 'order', value: '12' },
    ]);
  });

  it('takes broken JSON as text', () => {
    expect(lineFields('{"a":').format).toBe('text');
    expect(lineFields('[1,2]').fields).toEqual([]);
  });

  it('bounds what one line can cost', () => {
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])));
    expect(lineFields(wide).fields).toHaveLength(200);
    const deep = '{"a":'.repeat(3000) + '1' + '}'.repeat(3000);
    expect(lineFields(deep).fields).toHaveLength(1);
  });
});

describe('highlighting', () => {
  it('marks what positive line filters look for', () => {
    const terms = queryTerms('{a="b"} |= "foo" |= `b"r` != "no" |~ "(?i)BAZ+" | json | x="foo2"');
    expect(terms.texts).toEqual(['foo', 'b"r']);
    expect(highlightRanges('a foo b"r bazz no', terms)).toEqual([
      { from: 2, to: 5 },
      { from: 6, to: 9 },
      { from: 10, to: 14 },
    ]);
  });

  it('merges overlapping matches', () => {
    expect(highlightRanges('aaaa', { texts: ['aa', 'aaa'], patterns: [] })).toEqual([{ from: 0, to: 4 }]);
  });

  it('leaves out patterns that JavaScript cannot read, and empty matches', () => {
    expect(queryTerms('{a="b"} |~ "(?P<x>"').patterns).toEqual([]);
    expect(highlightRanges('abc', { texts: [], patterns: [/x*/g] })).toEqual([]);
  });

  it('splits a line without losing a character', () => {
    const line = 'one two three';
    const pieces = splitByRanges(line, highlightRanges(line, { texts: ['two'], patterns: [] }));
    expect(pieces.map((piece) => piece.text).join('')).toBe(line);
    expect(pieces.filter((piece) => piece.marked).map((piece) => piece.text)).toEqual(['two']);
    expect(splitByRanges('', highlightRanges('', NO_TERMS))).toHaveLength(1);
  });
});

describe('stripAnsi', () => {
  it('removes colours, links and control characters, keeps tabs', () => {
    expect(stripAnsi('\u001b[31mred\u001b[0m\tx\u0007 \u001b]8;;http://a\u0007link\u001b]8;;\u0007')).toBe(
      'red\tx link',
    );
  });
});

describe('orderRows', () => {
  const answer = (timestamps: readonly string[]): LogAnswer => ({
    streams: [{}],
    streamIndex: timestamps.map(() => 0),
    timestamps: timestamps.map(unixNano),
    lines: timestamps.map(String),
    structuredMetadata: timestamps.map(() => null),
    parsed: timestamps.map(() => null),
    meta: {},
  });

  it('keeps equal timestamps in the order given, both ways', () => {
    const rows = answer(['20', '10', '20', '9']);
    expect(orderRows(rows, 'newest')).toEqual([0, 2, 1, 3]);
    expect(orderRows(rows, 'oldest')).toEqual([3, 1, 0, 2]);
  });
});

describe('logVolume', () => {
  it('adds spellings of a level and orders by how bad they are', () => {
    const answer: MetricAnswer = {
      resultType: 'matrix',
      times: [epochMs(1000), epochMs(2000)],
      series: [
        { labels: { detected_level: 'info' }, values: [5, null] },
        { labels: { detected_level: 'warning' }, values: [1, 'NaN'] },
        { labels: { level: 'WARN' }, values: [2, 3] },
        { labels: {}, values: [0, 0] },
      ],
      meta: {},
    };
    const volume = logVolume(answer, 1000);
    expect(volume.levels).toEqual([
      { level: 'warn', counts: [3, 3], total: 6 },
      { level: 'info', counts: [5, 0], total: 5 },
    ]);
    expect(volume).toMatchObject({ total: 11, max: 8 });
  });
});
