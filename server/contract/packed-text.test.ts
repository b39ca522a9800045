import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packText, unpackText } from './packed-text.ts';

const toUrl = (bytes: Uint8Array): string => `~${Buffer.from(bytes).toString('base64url')}`;

describe('packed text', () => {
  it('comes back whole, whatever the letters, and fits a URL as it is', () => {
    for (const text of ['', 'a', '{"ü":"😀\\u0000"}', 'x'.repeat(200_000)]) {
      const packed = packText(text);
      expect(packed).toMatch(/^~[\w-]*$/);
      expect(unpackText(packed)).toBe(text);
    }
  });

  it('keeps letters whole that lie across two slices', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => String.fromCodePoint(0x1f300 + ((i * 7919) % 600))).join('');
    expect(unpackText(packText(text))).toBe(text);
  });

  it('reads what another program deflated', () => {
    expect(unpackText(toUrl(deflateRawSync('{"abc":{}}')))).toBe('{"abc":{}}');
  });

  it('stops at 1 MiB of a text that would unpack to gigabytes', () => {
    const bomb = toUrl(deflateRawSync(Buffer.alloc(64 << 20)));
    expect(bomb.length).toBeLessThan(100_000);
    expect(() => unpackText(bomb)).toThrow('1 MiB');
  });

  it.each([
    ['cut off', packText('{"abc":{"datasource":"loki"}}').slice(0, -6), /EOF/],
    ['not base64', '~§§§', /character|encoded/i],
    ['not deflate', toUrl(Uint8Array.of(7, 255, 255, 255)), /invalid block/],
    ['not UTF-8', toUrl(deflateRawSync(Uint8Array.of(0xff, 0xfe))), /encoded|decode|utf-8/i],
  ])('refuses what is %s', (_what, packed, reason) => {
    expect(() => unpackText(packed)).toThrow(reason);
  });
});
