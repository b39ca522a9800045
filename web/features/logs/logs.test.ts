import { describe, expect, it } from 'vitest';
import type { LogAnswer } from '../../../server/contract/logs.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { epochMs, unixNano } from '../../../server/contract/units.ts';
import { askFor, volumeAsk } from './log-ask.ts';
import { logModel } from './log-model.ts';
import { moveRow } from './row-keys.ts';

const source: SourceInfo = {
  uid: 'loki',
  name: 'Loki',
  type: 'loki',
  isDefault: true,
  readOnly: true,
  embedded: true,
  settings: { derivedFields: [], exemplarTraceIdDestinations: [] },
  correlations: [],
};
const range = { from: epochMs(1_764_000_000_123), to: epochMs(1_764_003_600_456) };

describe('askFor', () => {
  it('bounds the lines by what Loki gives', () => {
    const limitOf = (maxLines?: number) =>
      askFor(source, { refId: 'A', expr: '{a="b"}', ...(maxLines === undefined ? {} : { maxLines }) }, range).limit;
    expect([limitOf(), limitOf(50), limitOf(1e9), limitOf(-1)]).toEqual([1000, 50, 5000, 1]);
  });

  it('includes the last millisecond and fills time variables', () => {
    const ask = askFor(source, { refId: 'A', expr: 'sum(rate({a="b"}[$__auto]))' }, range);
    expect(ask.end).toBe(range.to + 1);
    expect(ask.query).toBe('sum(rate({a="b"}[1m]))');
  });

  it('puts the histogram on multiples of its step', () => {
    const ask = volumeAsk(askFor(source, { refId: 'A', expr: '{a="b"}' }, range), range);
    expect(ask.start % ask.stepMs).toBe(0);
    expect(ask.end % ask.stepMs).toBe(0);
    expect(ask.start).toBeLessThanOrEqual(range.from);
    expect(ask.end).toBeGreaterThanOrEqual(range.to);
  });
});

describe('logModel', () => {
  const answer: LogAnswer = {
    streams: [{ service_name: 'a' }, { service_name: 'b' }],
    streamIndex: [0, 1, 0],
    timestamps: ['3000000', '2000000', '2000000'].map(unixNano),
    lines: ['\u001b[31mERROR\u001b[0m one', 'two', '<b>three</b>'],
    structuredMetadata: [null, { detected_level: 'warn' }, null],
    parsed: [null, null, null],
    meta: {},
  };

  it('orders without scrambling equal times, and knows each line', () => {
    const newest = logModel(answer, 'newest');
    const oldest = logModel(answer, 'oldest');
    expect([0, 1, 2].map((i) => newest.entry(i).text)).toEqual(['ERROR one', 'two', '<b>three</b>']);
    expect([0, 1, 2].map((i) => oldest.entry(i).text)).toEqual(['two', '<b>three</b>', 'ERROR one']);
    expect(newest.entry(0)).toMatchObject({ level: 'error', service: 'a' });
    expect(newest.entry(1)).toMatchObject({ level: 'warn', service: 'b' });
    expect(newest.hasServices).toBe(true);
  });

  it('gives a line one key whatever the order', () => {
    expect(logModel(answer, 'newest').key(0)).toBe(logModel(answer, 'oldest').key(2));
    expect(new Set([0, 1, 2].map(logModel(answer, 'newest').key)).size).toBe(3);
  });
});

describe('moveRow', () => {
  it('moves within the list', () => {
    expect(moveRow('j', -1, 10)).toBe(0);
    expect(moveRow('ArrowDown', 9, 10)).toBe(9);
    expect(moveRow('k', 0, 10)).toBe(0);
    expect(moveRow('End', 0, 10)).toBe(9);
    expect(moveRow('PageDown', 0, 10)).toBe(9);
    expect(moveRow('x', 3, 10)).toBeNull();
    expect(moveRow('j', -1, 0)).toBeNull();
  });
});
