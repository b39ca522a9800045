import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { compress } from 'snappyjs';
import { describe, expect, it } from 'vitest';
import { DecodeError } from './otlp/decode-error.ts';
import { decompressSnappy } from './snappy.ts';

const MAX = 1 << 24;
const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('snappy', () => {
  it('undoes what a compressor did', () => {
    const recorded = new Uint8Array(readFileSync(new URL('../../../shared/wire/data/logs.push.json', import.meta.url)));
    expect(Buffer.from(decompressSnappy(compress(recorded), MAX)).equals(recorded)).toBe(true);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        expect(decompressSnappy(compress(bytes), MAX)).toEqual(bytes);
      }),
    );
  });

  it('reads every kind of element', () => {
    expect(text(decompressSnappy(hex('00'), MAX))).toBe('');
    expect(text(decompressSnappy(hex('03 08 616263'), MAX))).toBe('abc');
    expect(text(decompressSnappy(hex('03 f0 02 616263'), MAX))).toBe('abc');
    expect(text(decompressSnappy(hex('03 fc 02000000 616263'), MAX))).toBe('abc');
    expect(text(decompressSnappy(hex('07 08 616263 01 03'), MAX))).toBe('abcabca');
    expect(text(decompressSnappy(hex('07 08 616263 0e 0300'), MAX))).toBe('abcabca');
    expect(text(decompressSnappy(hex('07 08 616263 0f 03000000'), MAX))).toBe('abcabca');
    expect(text(decompressSnappy(hex('05 00 61 0e 0100'), MAX))).toBe('aaaaa');
  });

  it.each([
    ['nothing', ''],
    ['a length without end', 'ffffffffff'],
    ['too little', '04 08 616263'],
    ['too much', '02 08 616263'],
    ['a literal cut short', '03 08 6162'],
    ['a literal of negative length', '0a 08 616263 fc ffffffff 6162'],
    ['a copy from before the start', '07 08 616263 01 04'],
    ['a copy of offset 0', '07 08 616263 01 00'],
    ['a copy cut short', '07 08 616263 0e 03'],
    ['a length that is a lie', 'ffffff7f 08 616263'],
  ])('refuses %s', (_, bytes) => {
    expect(() => decompressSnappy(hex(bytes), 1 << 30)).toThrow(DecodeError);
  });

  it('refuses what is longer than wanted', () => {
    expect(() => decompressSnappy(compress(new Uint8Array(5000)), 4999)).toThrow(/at most 4999/);
  });

  it('refuses or reads anything, and comes to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(decompressSnappy(bytes, MAX).length).toBeLessThanOrEqual(MAX);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
