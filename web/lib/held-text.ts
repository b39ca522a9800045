import type { StoreStatus } from '../../server/contract/store.ts';
import type { Signal } from '../../server/contract/source.ts';
import { formatDateTime, formatDuration } from './time.ts';

const NOUNS: Readonly<Record<Signal, string>> = {
  logs: 'log lines',
  traces: 'spans',
  metrics: 'samples',
  profiles: 'profiles',
};

/** What the embedded store holds of a signal. */
export function heldText(status: StoreStatus, signal: Signal): string {
  const { items, oldest } = status.signals[signal];
  if (items === 0 || oldest === null) return `Holds no ${NOUNS[signal]} yet.`;
  return `Holds ${items.toLocaleString('en')} ${NOUNS[signal]} since ${formatDateTime(oldest)}.`;
}

/** What it dropped, from when on and why; null when it dropped nothing. */
export function droppedText({ droppedBefore, segments }: StoreStatus): string | null {
  if (droppedBefore === null) return null;
  const size = `${Math.round(segments.maxBytes / 2 ** 20).toLocaleString('en')} MiB`;
  return `Telemetry received before ${formatDateTime(droppedBefore)} was dropped: the embedded store keeps ${formatDuration(segments.retentionMs)}, at most ${size}.`;
}

/** What a torn end of the newest segment lost at the last start; null when nothing. */
export const cutText = ({ segments }: StoreStatus): string | null =>
  segments.cutBytes > 0
    ? `${segments.cutBytes.toLocaleString('en')} bytes at the end of the newest segment were unreadable at the last start, and cut off.`
    : null;
