import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePprof, MalformedProfile, readPprofHeader } from './pprof-decode.ts';
import { pprofFromText } from './pprof-fixture.ts';
import { cpuMs } from '../../testing/cpu-time.ts';

describe('decodePprof', () => {
  it('resolves types, stacks, values and labels', () => {
    const profile = decodePprof(
      pprofFromText('main;work@a.go:7 30 3 span_id=00000000000000a1 pod=x', {
        types: [
          ['cpu', 'nanoseconds'],
          ['samples', 'count'],
        ],
        timeNanos: 1_700_000_000_123_456_789n,
      }),
    );
    expect(profile.sampleTypes).toEqual([
      { type: 'cpu', unit: 'nanoseconds' },
      { type: 'samples', unit: 'count' },
    ]);
    expect(profile.timeMs).toBe(1_700_000_000_123);
    expect(profile.period).toBe(10_000_000);
    const [sample] = profile.samples;
    expect(sample?.values).toEqual([30, 3]);
    expect(sample?.labels).toEqual([
      ['span_id', '00000000000000a1'],
      ['pod', 'x'],
    ]);
    const names = sample?.locationIds.map((id) => profile.locations.get(id)?.[0]);
    expect(names).toEqual([
      { name: 'work', file: 'a.go', line: 7, startLine: 0 },
      { name: 'main', file: '', line: 0, startLine: 0 },
    ]);
  });

  it('keeps inlined frames innermost first', () => {
    const profile = decodePprof(pprofFromText('outer+inner 1'));
    expect([...profile.locations.values()][0]?.map(({ name }) => name)).toEqual(['inner', 'outer']);
  });

  it('reads values past 32 bits and negative ones', () => {
    const values = decodePprof(pprofFromText('a 5000000000000\nb -7')).samples.map(({ values: [value] }) => value);
    expect(values).toEqual([5_000_000_000_000, -7]);
  });

  it.each([
    ['text', new TextEncoder().encode('a;b 12'), /not a pprof profile|string 0/],
    ['nothing', new Uint8Array(), /string 0/],
    ['a cut-off profile', pprofFromText('main;work 30').subarray(0, 20), /unexpected end|not a pprof/],
    ['endless varints', new Uint8Array(1_000_000).fill(0xff), /not a pprof profile/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodePprof(bytes)).toThrow(MalformedProfile);
    expect(() => decodePprof(bytes)).toThrow(message);
  });

  it('refuses a sample with too few values', () => {
    const bytes = pprofFromText('a 1', {
      types: [
        ['cpu', 'nanoseconds'],
        ['samples', 'count'],
      ],
    });
    expect(() => decodePprof(bytes)).toThrow('sample value length mismatch');
  });

  it('reads the header alone', () => {
    const bytes = pprofFromText('a 1', { types: [['wall', 'nanoseconds']], timeNanos: 5_000_000n });
    expect(readPprofHeader(bytes)).toEqual({ sampleTypes: [{ type: 'wall', unit: 'nanoseconds' }], timeMs: 5 });
  });

  it('throws nothing but MalformedProfile, and soon, whatever it is given', () => {
    const valid = pprofFromText('main;http@s.go:3;db+sql 30 pod=x\nmain;gc 4\nmain 1 span_id=00000000000000a1');
    const mutated = fc
      .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((edits) => {
        const bytes = Uint8Array.from(valid);
        for (const [at, value] of edits) bytes[at] = value;
        return bytes;
      });
    const decode = (bytes: Uint8Array) => {
      try {
        decodePprof(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedProfile);
      }
    };
    const start = cpuMs();
    fc.assert(fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), decode), { numRuns: 2000 });
    expect(cpuMs() - start).toBeLessThan(5000);
  });
});
