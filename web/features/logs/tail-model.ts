import { serviceOf } from '../../../server/contract/correlation/identity.ts';
import { nanoToMs } from '../../../server/contract/units.ts';
import { type LogEntry, logEntry, type LogModel } from './log-model.ts';
import type { TailBuffer, TailRow } from './tail-buffer.ts';

/** Entries are made once for a row, which stays the same object from one drawing to the next. */
const entries = new WeakMap<TailRow, LogEntry>();

/** The lines of a tail as they are drawn, newest first. */
export function tailModel({ rows }: TailBuffer): LogModel {
  const at = (position: number): TailRow => {
    const row = rows[rows.length - 1 - position];
    if (!row) throw new RangeError(`no log line at ${position}`);
    return row;
  };
  return {
    count: rows.length,
    hasServices: new Set(rows.map(({ row }) => serviceOf(row.labels))).size > 1,
    key: (position) => String(at(position).seq),
    time: (position) => nanoToMs(at(position).row.timestamp),
    entry(position) {
      const row = at(position);
      const entry = entries.get(row) ?? logEntry(row.row);
      entries.set(row, entry);
      return entry;
    },
  };
}
