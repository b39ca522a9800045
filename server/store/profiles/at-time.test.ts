import { describe, expect, it } from 'vitest';
import { parseAtTime } from './at-time.ts';

const NOW = 1_700_000_000_000;

describe('parseAtTime', () => {
  it.each([
    ['now', NOW],
    ['', NOW],
    ['now-1h', NOW - 3_600_000],
    ['now-1h30m', NOW - 3_600_000],
    ['now-1.5h', NOW],
    ['now-h', NOW],
    ['now+5s', NOW + 5000],
    ['now-1mon', NOW - 30 * 86_400_000],
    ['now-2min', NOW - 120_000],
    ['1700000000', NOW],
    ['1700000000123', NOW + 123],
    ['1700000000123456', NOW + 123],
    ['1700000000123456789', NOW + 123],
    ['20231114', Date.UTC(2023, 10, 14)],
    ['gibberish', NOW],
    ['now-92236854775808h', 0],
    ['now+92236854775808h', 8.64e15],
    ['99999999999999999999', 8.64e15],
  ])('reads %j', (text, ms) => {
    expect(parseAtTime(text, NOW)).toBe(ms);
  });
});
