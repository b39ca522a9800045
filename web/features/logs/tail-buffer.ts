import { type LogRow, logRow, type LogRows } from '../../../server/contract/logs.ts';

/** A line of a tail; `seq` counts them, and stays with the line. */
export interface TailRow {
  readonly seq: number;
  readonly row: LogRow;
}

/** The newest lines of a tail, oldest first. */
export interface TailBuffer {
  readonly rows: readonly TailRow[];
  /** How many have come in all. */
  readonly received: number;
}

/** More than one reads while they run past; a page must not grow for as long as it is open. */
export const TAIL_LINES = 2000;

export const EMPTY_TAIL: TailBuffer = { rows: [], received: 0 };

/** The buffer with rows added and the oldest let go. Lines that it has already, which come when a tail begins again, are left out. */
export function addRows(buffer: TailBuffer, added: LogRows): TailBuffer {
  const known = new Set(buffer.rows.slice(-added.lines.length - 100).map(({ row }) => keyOf(row)));
  let { received } = buffer;
  const fresh: TailRow[] = [];
  for (let index = 0; index < added.lines.length; index++) {
    const row = logRow(added, index);
    if (!known.has(keyOf(row))) fresh.push({ seq: received++, row });
  }
  if (fresh.length === 0) return buffer;
  return { rows: [...buffer.rows, ...fresh].slice(-TAIL_LINES), received };
}

const keyOf = ({ timestamp, line, labels }: LogRow): string => `${timestamp} ${JSON.stringify(labels)} ${line}`;
