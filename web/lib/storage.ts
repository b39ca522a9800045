import { useSyncExternalStore } from 'react';

/** Preferences of this browser. What is worth sharing lives in the URL; what is lost here costs nobody a query. */
export interface Preference<T> {
  readonly key: string;
  readonly fallback: T;
  /** The stored value if it still has the right shape, else undefined. */
  readonly parse: (value: unknown) => T | undefined;
}

const PREFIX = 'sightline.';
const listeners = new Set<() => void>();
/** Parsed values, so that reading one in every render costs nothing and returns the same object. */
const cache = new Map<string, { readonly text: string | null; readonly value: unknown }>();
const memory = new Map<string, string>();

function readText(key: string): string | null {
  try {
    return window.localStorage.getItem(PREFIX + key);
  } catch {
    // Storage can be refused altogether (private windows, policies): preferences then live as long as the page.
    return memory.get(key) ?? null;
  }
}

export function readPreference<T>({ key, fallback, parse }: Preference<T>): T {
  const text = readText(key);
  const known = cache.get(key);
  if (known && known.text === text) return known.value as T;
  const value = (text === null ? undefined : parse(parseJson(text))) ?? fallback;
  cache.set(key, { text, value });
  return value;
}

export function writePreference<T>({ key }: Preference<T>, value: T): void {
  const text = JSON.stringify(value);
  try {
    window.localStorage.setItem(PREFIX + key, text);
  } catch {
    memory.set(key, text);
  }
  for (const listener of listeners) listener();
}

/** A preference that follows changes, those of other tabs included. */
export function usePreference<T>(preference: Preference<T>): readonly [T, (value: T) => void] {
  const read = (): T => readPreference(preference);
  const value = useSyncExternalStore(onPreferenceChange, read, read);
  return [value, (next) => writePreference(preference, next)];
}

/** Calls back when any preference changed here or in another tab. Returns how to stop. */
export function onPreferenceChange(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const flagPreference = (key: string, fallback: boolean): Preference<boolean> => ({
  key,
  fallback,
  parse: (value) => (typeof value === 'boolean' ? value : undefined),
});

export const choicePreference = <T extends string>(
  key: string,
  choices: readonly T[],
  fallback: NoInfer<T>,
): Preference<T> => ({ key, fallback, parse: (value) => choices.find((choice) => choice === value) });
