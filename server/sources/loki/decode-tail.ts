import type { LogRows } from '../../contract/logs.ts';
import { asArray, asObject } from '../json.ts';
import { decodeStreams } from './decode.ts';

export interface TailMessage {
  /** Oldest first. */
  readonly rows: LogRows;
  /** How many entries the source left out because the tail fell behind. */
  readonly dropped: number;
}

/** A message of `/loki/api/v1/tail`. */
export function decodeTail(body: unknown): TailMessage {
  const { streams, dropped_entries: dropped } = asObject(body, 'the message');
  return { rows: decodeStreams(streams, 'forward'), dropped: asArray(dropped, 'dropped_entries').length };
}
