import { type LogAnswer, logRow, type LogRow } from '../../../server/contract/logs.ts';
import { serviceOf } from '../../../server/contract/correlation/identity.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { type EpochMs, nanoToMs, unixNano } from '../../../server/contract/units.ts';
import { stripAnsi } from '../../signals/log/ansi.ts';
import { type Level, levelOf } from '../../signals/log/level.ts';
import { orderRows } from '../../signals/log/order.ts';

/** One line ready to be drawn. */
export interface LogEntry {
  readonly row: LogRow;
  readonly text: string;
  readonly level: Level;
  readonly service: string | null;
}

export interface LogModel {
  readonly count: number;
  /** Entries are made when first asked for: of ten thousand lines a screen shows fifty. */
  readonly entry: (position: number) => LogEntry;
  readonly time: (position: number) => EpochMs;
  /** Stable for a line across re-runs that only add lines. */
  readonly key: (position: number) => string;
  /** Whether lines come from more than one service, so that naming it tells something. */
  readonly hasServices: boolean;
}

export function logEntry(row: LogRow): LogEntry {
  const text = stripAnsi(row.line);
  return {
    row,
    text,
    // A colour code right before a word would hide the word.
    level: levelOf({ ...row, line: text }),
    service: serviceOf(row.labels) ?? serviceOf(row.structuredMetadata),
  };
}

export function logModel(answer: LogAnswer, order: 'newest' | 'oldest'): LogModel {
  const rows = orderRows(answer, order);
  const made = new Map<number, LogEntry>();
  const services = new Set(answer.streams.map((labels) => serviceOf(labels)));
  return {
    count: rows.length,
    hasServices: services.size > 1,
    key: (position) => `${answer.timestamps[rows[position] ?? 0]}:${rows[position]}`,
    time: (position) => nanoToMs(unixNano(answer.timestamps[rows[position] ?? 0] ?? '0')),
    entry(position) {
      const index = rows[position];
      if (index === undefined) throw new RangeError(`no log line at ${position}`);
      const known = made.get(index);
      if (known) return known;
      const entry = logEntry(logRow(answer, index));
      made.set(index, entry);
      return entry;
    },
  };
}

export const logContext = (row: LogRow, sourceUid: string, range: AbsoluteRange) =>
  ({ kind: 'log', sourceUid, range, row }) as const;
