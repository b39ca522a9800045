import { describe, expect, it } from 'vitest';
import { formatText, formatTicks, formatValue } from './unit.ts';

const show = (value: number | null, unit: string, decimals?: number): string =>
  formatText(value, { unit, decimals }).replaceAll('\u00a0', ' ');

describe('formatText', () => {
  it.each([
    [0, 'none', '0'],
    [1234.5678, 'none', '1235'],
    [0.000123456, 'none', '0.000123'],
    [1234, 'short', '1.23 K'],
    [2_500_000, 'short', '2.50 Mil'],
    [12, 'percent', '12%'],
    [0.1234, 'percentunit', '12.3%'],
    [1536, 'bytes', '1.50 KiB'],
    [1024 ** 3 * 2.5, 'bytes', '2.50 GiB'],
    [1023.99, 'bytes', '1.00 KiB'],
    [0.99999, 's', '1.00 s'],
    [59.99, 's', '1.00 min'],
    [999_600, 'short', '1.00 Mil'],
    [99.99, 'none', '100'],
    [3, 'constructor', '3 constructor'],
    [1500, 'decbytes', '1.50 kB'],
    [2048, 'kbytes', '2 MiB'],
    [999, 'Bps', '999 B/s'],
    [1_000_000, 'Bps', '1 MB/s'],
    [1_048_576, 'binBps', '1 MiB/s'],
    [12.345, 'reqps', '12.3 req/s'],
    [12_345, 'reqps', '12.3 K req/s'],
    [4, 'ops', '4 ops/s'],
    [0.0153, 's', '15.3 ms'],
    [0.0000004, 's', '400 ns'],
    [90, 's', '1.50 min'],
    [7200, 's', '2 h'],
    [0.5, 'ms', '500 µs'],
    [1500, 'ms', '1.50 s'],
    [1500, 'µs', '1.50 ms'],
    [2_000_000, 'ns', '2 ms'],
    [-0.25, 's', '-250 ms'],
    [0.002, 'volt', '2 mV'],
    [2400, 'hertz', '2.40 kHz'],
    [21.5, 'celsius', '21.5°C'],
    [3, 'currencyUSD', '$3'],
    [1, 'bool_yes_no', 'Yes'],
    [3_725_000, 'dtdurationms', '1 hour, 2 minutes'],
    [3725, 'dthms', '01:02:05'],
    [255, 'hex', 'FF'],
    [7, 'widgets', '7 widgets'],
    [7, 'suffix:x', '7 x'],
    [7, 'prefix:~', '~7'],
    [1500, 'si:mV', '1.50 V'],
    [1500, 'count:ops', '1.50 K ops'],
  ])('%d %s is %s', (value, unit, expected) => {
    expect(show(value, unit)).toBe(expected);
  });

  it('keeps a number of decimals when told', () => {
    expect(show(1.5, 'none', 3)).toBe('1.500');
    expect(show(1536, 'bytes', 0)).toBe('2 KiB');
  });

  it('writes what is no number', () => {
    expect([show(null, 's'), show(NaN, 'short'), show(Infinity, 's'), show(-Infinity, 's')]).toEqual([
      '–',
      '–',
      '∞',
      '−∞',
    ]);
  });

  it('parts the number from its unit', () => {
    expect(formatValue(0.25, { unit: 's' })).toEqual({ prefix: '', text: '250', suffix: '\u00a0ms' });
  });
});

describe('formatTicks', () => {
  const ticks = (values: number[], unit: string): string[] =>
    formatTicks(values, { unit }).map((text) => text.replaceAll('\u00a0', ' '));

  it('tells neighbours apart without trailing zeros', () => {
    expect(ticks([0, 0.25, 0.5, 0.75, 1, 1.25], 's')).toEqual(['0 s', '250 ms', '500 ms', '750 ms', '1 s', '1.25 s']);
    expect(ticks([0, 0.1, 0.2, 0.30000000000000004], 'none')).toEqual(['0', '0.1', '0.2', '0.3']);
    expect(ticks([0, 0.02, 0.04], 'percentunit')).toEqual(['0%', '2%', '4%']);
    expect(ticks([100_000, 100_500, 101_000], 'short')).toEqual(['100 K', '100.5 K', '101 K']);
    expect(ticks([0, 500 * 1024 ** 2, 1000 * 1024 ** 2], 'bytes')).toEqual(['0 B', '500 MiB', '1000 MiB']);
  });
});
