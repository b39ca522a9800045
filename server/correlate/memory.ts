export interface Memory<T> {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T, ttlMs: number) => void;
}

/** Values that are good for a while. The oldest go first when there are too many. */
export function createMemory<T>(maxEntries: number): Memory<T> {
  const entries = new Map<string, { readonly value: T; readonly until: number }>();
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry && entry.until > Date.now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set: (key, value, ttlMs) => {
      entries.delete(key);
      entries.set(key, { value, until: Date.now() + ttlMs });
      const [oldest] = entries.keys();
      if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    },
  };
}
