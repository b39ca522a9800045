import type { LogRows } from '../../contract/logs.ts';
import type { UnixNano } from '../../contract/units.ts';

/**
 * What a tail has shown, so that it can go on where it broke off: a source is asked again from the newest time, which
 * is inclusive, and lines of that very nanosecond must neither be lost nor come twice.
 */
export interface SeenRows {
  readonly newest: () => UnixNano | null;
  /** `rows` without those that came before. */
  readonly fresh: (rows: LogRows) => LogRows;
}

export function createSeenRows(): SeenRows {
  let newest: UnixNano | null = null;
  let atNewest = new Set<string>();
  return {
    newest: () => newest,
    fresh(rows) {
      const kept: number[] = [];
      for (const [index, time] of rows.timestamps.entries()) {
        const key = JSON.stringify([rows.streams[rows.streamIndex[index] ?? -1], rows.lines[index]]);
        if (time === newest && atNewest.has(key)) continue;
        kept.push(index);
        if (newest === null || BigInt(time) > BigInt(newest)) {
          newest = time;
          atNewest = new Set();
        }
        if (time === newest) atNewest.add(key);
      }
      return kept.length === rows.lines.length ? rows : pick(rows, kept);
    },
  };
}

function pick(rows: LogRows, kept: readonly number[]): LogRows {
  const of = <T>(column: readonly T[]): T[] => kept.flatMap((index) => column.slice(index, index + 1));
  return {
    streams: rows.streams,
    streamIndex: of(rows.streamIndex),
    timestamps: of(rows.timestamps),
    lines: of(rows.lines),
    structuredMetadata: of(rows.structuredMetadata),
    parsed: of(rows.parsed),
  };
}
