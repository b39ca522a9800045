import type { StoredBundle } from './bundle-store.ts';

/** Explore's address of a results file that this browser keeps. */
export function bundleHref({ hash, head }: Pick<StoredBundle, 'hash' | 'head'>): string {
  return `/explore?${new URLSearchParams({ schemaVersion: '1', ...head.state, bundle: hash })}`;
}
