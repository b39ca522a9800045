import { isAbort } from './abort.ts';
import { atMost, type RunWhenRoom } from './at-most.ts';

/**
 * Over HTTP/1.1 a browser opens six connections to one server. A source that never answers would take all of them, and
 * with them every other source, until its requests time out. So each source has so many, and few after it was late.
 */
const MOST = 5;
const MOST_WHEN_LATE = 2;

/** A request that was given up after this long was late. ms */
const LATE_MS = 3000;

/** The routes of one source: `/api/v1/loki/<uid>/…`. */
const SOURCE_PATH = /\/api\/v1\/(?:loki|tempo|prometheus|pyroscope)\/([^/?]+)\//;
const never = new AbortController().signal;

interface Room {
  isLate: boolean;
  readonly run: RunWhenRoom;
}

export interface SourceCall {
  readonly url: string;
  readonly signal: AbortSignal | null | undefined;
}

/** Runs a request when its source has room; requests that are of no source run at once. */
export function createSourceRoom(now: () => number = () => performance.now()) {
  const rooms = new Map<string, Room>();
  const roomOf = (uid: string): Room => {
    let room = rooms.get(uid);
    if (!room) rooms.set(uid, (room = makeRoom()));
    return room;
  };
  return ({ url, signal }: SourceCall, task: () => Promise<Response>): Promise<Response> => {
    const uid = SOURCE_PATH.exec(url)?.[1];
    if (uid === undefined) return task();
    const room = roomOf(uid);
    return room.run(signal ?? never, async () => {
      const start = now();
      try {
        const response = await task();
        room.isLate = response.status === 504;
        return response;
      } catch (error) {
        if (isAbort(error) && now() - start > LATE_MS) room.isLate = true;
        throw error;
      }
    });
  };
}

function makeRoom(): Room {
  const room: Room = { isLate: false, run: atMost(() => (room.isLate ? MOST_WHEN_LATE : MOST)) };
  return room;
}
