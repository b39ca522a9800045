/**
 * Of the six connections that a browser opens to one server over HTTP/1.1, for all its tabs together, as many may be taken
 * by answers that never end. With more of them, queries would wait for ever.
 */
export const MAX_LIVE = 4;

type Release = () => void;
type Locks = Pick<LockManager, 'request'>;

/** Null when all are taken. The page that takes one gives it back by `Release`, or by being closed. */
export type TakeLiveSlot = () => Promise<Release | null>;

/** @param locks of the browser, which all its tabs share; null where it has none to give: over plain HTTP from elsewhere */
export function createLiveSlots(locks: Locks | null): TakeLiveSlot {
  return locks ? () => takeLock(locks) : countInPage();
}

async function takeLock(locks: Locks): Promise<Release | null> {
  for (let slot = 1; slot <= MAX_LIVE; slot++) {
    const release = await tryLock(locks, `sightline-live-${slot}`);
    if (release) return release;
  }
  return null;
}

/** A lock is held for as long as what its callback returned is not settled. */
function tryLock(locks: Locks, name: string): Promise<Release | null> {
  const answer = Promise.withResolvers<Release | null>();
  const ended = locks.request(name, { ifAvailable: true }, (lock) => {
    if (!lock) return answer.resolve(null);
    return new Promise<void>((release) => answer.resolve(release));
  });
  // A browser that refuses its locks cannot count; that must not stop anybody.
  ended.catch(() => answer.resolve(() => undefined));
  return answer.promise;
}

function countInPage(): TakeLiveSlot {
  let taken = 0;
  return async () => {
    if (taken >= MAX_LIVE) return null;
    taken += 1;
    let isHeld = true;
    return () => {
      if (isHeld) taken -= 1;
      isHeld = false;
    };
  };
}

// The type says that every browser has them; those that are not in a secure context do not.
export const takeLiveSlot = createLiveSlots((globalThis.navigator?.locks as LockManager | undefined) ?? null);
