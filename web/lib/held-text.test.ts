import { expect, it } from 'vitest';
import type { StoreStatus } from '../../server/contract/store.ts';
import { epochMs } from '../../server/contract/units.ts';
import { cutText, droppedText, heldText } from './held-text.ts';

const none = { items: 0, bytes: 0, oldest: null };
const status: StoreStatus = {
  signals: { logs: { items: 1234, bytes: 1, oldest: epochMs(0) }, traces: none, metrics: none, profiles: none },
  segments: { enabled: true, count: 1, bytes: 1, maxBytes: 2 ** 30, retentionMs: 86_400_000, cutBytes: 0 },
  droppedBefore: null,
  loadedFrom: null,
  demo: false,
};

it('says what is held', () => {
  expect(heldText(status, 'logs')).toMatch(/^Holds 1,234 log lines since \d{4}-/);
  expect(heldText(status, 'traces')).toBe('Holds no spans yet.');
});

it('says what was dropped and why, or nothing', () => {
  expect(droppedText(status)).toBeNull();
  expect(droppedText({ ...status, droppedBefore: epochMs(0) })).toMatch(
    /was dropped: .* keeps 1 d, at most 1,024 MiB\.$/,
  );
  expect(cutText(status)).toBeNull();
  expect(cutText({ ...status, segments: { ...status.segments, cutBytes: 1500 } })).toContain('1,500 bytes');
});
