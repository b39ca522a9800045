import type { BundleHead, BundleResults } from '../../signals/bundle/bundle-file.ts';
import { resultKey, resultKind } from '../../signals/bundle/result-key.ts';
import { isDerived } from '../../signals/bundle/result-kinds.ts';

/** What this browser keeps of a results file, so that its address can be loaded again. */
export interface StoredBundle {
  /** Of the file's content. */
  readonly hash: string;
  readonly bytes: number;
  /** Epoch ms; when it was opened last. */
  readonly openedAt: number;
  readonly head: BundleHead;
}

const NAME = 'sightline';
const HEADS = 'bundles';
const RESULTS = 'bundle-results';
/** Files beyond this many are forgotten, the longest unopened first. */
const MAX_BUNDLES = 20;

/** Rejects where the browser keeps nothing, as in some private windows. */
function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open(NAME, 1);
  opening.addEventListener('upgradeneeded', () => {
    opening.result.createObjectStore(HEADS, { keyPath: 'hash' });
    opening.result.createObjectStore(RESULTS);
  });
  return done(opening);
}

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the browser gives no reason')));
    request.addEventListener('blocked', () => reject(new Error('another tab holds the database')));
  });

const committed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (): void => reject(transaction.error ?? new Error('the browser gives no reason'));
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('error', fail);
    transaction.addEventListener('abort', fail);
  });

async function withStores<T>(mode: IDBTransactionMode, act: (stores: Stores) => T | Promise<T>): Promise<T> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction([HEADS, RESULTS], mode);
    const finished = committed(transaction);
    finished.catch(() => undefined);
    const value = await act({ heads: transaction.objectStore(HEADS), results: transaction.objectStore(RESULTS) });
    await finished;
    return value;
  } finally {
    database.close();
  }
}
interface Stores {
  readonly heads: IDBObjectStore;
  readonly results: IDBObjectStore;
}

const all = async (heads: IDBObjectStore): Promise<readonly StoredBundle[]> => {
  const found = (await done(heads.getAll())) as StoredBundle[];
  return found.toSorted((a, b) => b.openedAt - a.openedAt);
};
/** Keys of a file's results: arrays sort after all texts, so this is every key that begins with the hash. */
const resultsOf = (hash: string): IDBKeyRange => IDBKeyRange.bound([hash], [hash, []]);

const kindOfStored = (key: IDBValidKey): string =>
  resultKind(JSON.parse(String((key as readonly unknown[])[2])) as readonly unknown[]);

export const bundleStore = {
  /** Newest first. */
  list: () => withStores('readonly', ({ heads }) => all(heads)),

  get: (hash: string) =>
    withStores('readonly', async ({ heads }) => ((await done(heads.get(hash))) as StoredBundle | undefined) ?? null),

  /** Each by itself: a large answer is read when its pane asks for it. Undefined where there is none. */
  answer: (hash: string, paneId: string, queryKey: readonly unknown[]): Promise<unknown> =>
    withStores('readonly', async ({ results }) => {
      const exact: unknown = await done(results.get([hash, paneId, resultKey(queryKey)]));
      if (exact !== undefined || !isDerived(queryKey)) return exact;
      const keys = await done(results.getAllKeys(IDBKeyRange.bound([hash, paneId], [hash, paneId, []])));
      const alike = keys.filter((key) => kindOfStored(key) === resultKind(queryKey));
      const [only] = alike;
      return alike.length === 1 && only !== undefined ? ((await done(results.get(only))) as unknown) : undefined;
    }),

  put: (bundle: StoredBundle, answers: BundleResults) =>
    withStores('readwrite', async ({ heads, results }) => {
      heads.put(bundle);
      for (const [paneId, ofPane] of Object.entries(answers)) {
        for (const { key, data } of ofPane) results.put(data, [bundle.hash, paneId, resultKey(key)]);
      }
      for (const old of (await all(heads)).slice(MAX_BUNDLES)) {
        heads.delete(old.hash);
        results.delete(resultsOf(old.hash));
      }
    }),

  remove: (hash: string) =>
    withStores('readwrite', ({ heads, results }) => {
      heads.delete(hash);
      results.delete(resultsOf(hash));
    }),
};
