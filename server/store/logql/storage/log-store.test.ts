import { describe, expect, it } from 'vitest';
import { LabelSet } from '../pipeline/label-set.ts';
import { createMatcher } from '../syntax/build-matcher.ts';
import { LogStore } from './log-store.ts';

const LABELS = LabelSet.of([['app', 'a']]);
const SELECTOR = [createMatcher('app', '=', 'a')];
const BASE = 1_700_000_000_000_000_000n;

function fill(store: LogStore, rows: readonly (readonly [number, string, Record<string, string>?])[]): void {
  for (const [offset, line, metadata] of rows)
    store.append(store.streamOf(LABELS), {
      unixNano: BASE + BigInt(offset),
      line,
      metadata: Object.entries(metadata ?? {}),
    });
}

function dump(store: LogStore): string[] {
  return store.select(SELECTOR, BASE - 10n ** 18n, BASE + 10n ** 18n).flatMap(({ chunks }) =>
    chunks.flatMap((chunk) => {
      chunk.sort();
      return Array.from({ length: chunk.count }, (_, index) => {
        const { names, values } = store.metadataOf(chunk, index);
        const metadata = names.map((name, at) => `${name}=${values[at]}`).join(',');
        const line = chunk.bytes.toString('utf8', chunk.startOf(index), chunk.endOf(index));
        return `${chunk.unixNano(index) - BASE} ${line}${metadata && ` (${metadata})`}`;
      });
    }),
  );
}

describe('LogStore', () => {
  it('gives lines back in the order of time, with their metadata', () => {
    const store = new LogStore();
    fill(store, [
      [30, 'späť', { trace_id: 'ä'.repeat(300) }],
      [10, 'first', { level: 'info' }],
      [20, ''],
    ]);
    expect(dump(store)).toEqual(['10 first (level=info)', '20 ', `30 späť (trace_id=${'ä'.repeat(300)})`]);
  });

  it('keeps a line sent again once, in order or late, but not when its metadata differ', () => {
    const store = new LogStore();
    const unique = (value: number) => ({ trace_id: `${'x'.repeat(300)}${value}` });
    fill(store, [
      [10, 'a'],
      [10, 'b'],
      [10, 'a'],
      [20, 'c', unique(1)],
      [20, 'c', unique(1)],
      [20, 'c', unique(2)],
    ]);
    expect(dump(store)).toHaveLength(4);
    fill(store, [
      [10, 'a'],
      [20, 'c', unique(1)],
      [20, 'c', { x: 'y' }],
    ]);
    expect(dump(store)).toEqual([
      '10 a',
      '10 b',
      ...[1, 2].map((value) => `20 c (trace_id=${'x'.repeat(300)}${value})`),
      '20 c (x=y)',
    ]);
  });

  it('spreads a stream over chunks and takes time jumps of years', () => {
    const store = new LogStore();
    const line = 'x'.repeat(100_000);
    for (let index = 0; index < 25; index++) fill(store, [[index, line + index]]);
    store.append(store.streamOf(LABELS), { unixNano: 1n, line: 'in 1970', metadata: [] });
    const [stream] = store.select(SELECTOR, 0n, BASE * 2n);
    expect(stream?.chunks.length).toBe(4);
    expect(stream?.chunks.reduce((sum, { count }) => sum + count, 0)).toBe(26);
    expect(stream?.chunks.at(-1)?.unixNano(0)).toBe(1n);
  });

  it('selects streams by matchers and time', () => {
    const store = new LogStore();
    fill(store, [[10, 'a']]);
    expect(store.select([createMatcher('app', '=~', 'b|c')], BASE, BASE + 100n)).toEqual([]);
    expect(store.select([createMatcher('nope', '=', '')], BASE, BASE + 100n)).toHaveLength(1);
    expect(store.select(SELECTOR, BASE + 11n, BASE + 100n)).toEqual([]);
    expect(store.select(SELECTOR, BASE, BASE + 9n)).toEqual([]);
  });

  it('holds recurring metadata in little space and unique metadata in not much more than its bytes', () => {
    const store = new LogStore();
    let raw = 0;
    for (let index = 0; index < 20_000; index++) {
      const line = `request completed in ${index} ms by worker ${index % 7} with nothing else to say about it`;
      const metadata = {
        trace_id: index.toString(16).padStart(32, 'a'),
        severity_text: 'INFO',
        scope_name: 'shop.checkout',
      };
      raw += line.length + Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
      fill(store, [[index, line, metadata]]);
    }
    const { items, bytes, oldestUnixNano } = store.usage();
    expect({ items, oldestUnixNano }).toEqual({ items: 20_000, oldestUnixNano: BASE });
    expect(bytes).toBeLessThan(raw * 1.6);
  });

  it('forgets what is old, and everything when told to', () => {
    const store = new LogStore();
    fill(store, [[10, 'a']]);
    store.append(store.streamOf(LabelSet.of([['app', 'b']])), { unixNano: BASE + 100n, line: 'b', metadata: [] });
    store.dropBefore(BASE + 11n);
    expect(store.usage()).toMatchObject({ items: 1, oldestUnixNano: BASE + 100n });
    store.clear();
    expect(store.usage()).toMatchObject({ items: 0, oldestUnixNano: null });
  });
});
