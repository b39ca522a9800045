import { describe, expect, it } from 'vitest';
import { createLiveSlots, MAX_LIVE } from './live-slots.ts';

/** As a browser has them, shared by its tabs. */
function createLocks(): Pick<LockManager, 'request'> {
  const held = new Set<string>();
  const request = async (name: string, _options: unknown, callback: (lock: Lock | null) => unknown) => {
    await Promise.resolve();
    if (held.has(name)) return callback(null);
    held.add(name);
    try {
      return await callback({ name, mode: 'exclusive' });
    } finally {
      held.delete(name);
    }
  };
  return { request: request as LockManager['request'] };
}

describe.each([
  ['locks of the browser', () => createLiveSlots(createLocks())],
  ['a page’s own count', () => createLiveSlots(null)],
])('live slots by %s', (_name, create) => {
  it('gives out so many, and again what was given back', async () => {
    const take = create();
    const taken = await Promise.all(Array.from({ length: MAX_LIVE }, take));
    expect(taken.every((release) => release !== null)).toBe(true);
    expect(await take()).toBeNull();
    taken[1]!();
    taken[1]!();
    await new Promise((resolve) => setTimeout(resolve));
    expect(await take()).not.toBeNull();
    expect(await take()).toBeNull();
  });
});

describe('live slots', () => {
  it('are of all tabs together', async () => {
    const locks = createLocks();
    const [here, elsewhere] = [createLiveSlots(locks), createLiveSlots(locks)];
    await Promise.all(Array.from({ length: MAX_LIVE }, here));
    expect(await elsewhere()).toBeNull();
  });

  it('are not counted where the browser refuses its locks', async () => {
    const request = () => Promise.reject(new Error('refused'));
    expect(await createLiveSlots({ request })()).toBeInstanceOf(Function);
  });
});
