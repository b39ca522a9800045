import type { LabelSet } from '../pipeline/label-set.ts';
import type { Metadata } from '../pipeline/labels-builder.ts';
import type { Matcher } from '../syntax/ast.ts';
import { matches } from '../syntax/build-matcher.ts';
import { Chunk } from './chunk.ts';
import { MetadataDictionary } from './metadata-dictionary.ts';

export interface Stream {
  readonly labels: LabelSet;
  /** The last takes new lines. */
  readonly chunks: Chunk[];
}
export interface StoredLine {
  readonly unixNano: bigint;
  readonly line: string;
  readonly metadata: readonly (readonly [string, string])[];
}
/** Told of each line as it comes in. */
export type LineListener = (stream: Stream, line: StoredLine) => void;

const STREAM_OVERHEAD = 512;

/** All lines, by stream. */
export class LogStore {
  readonly #streams = new Map<string, Stream>();
  readonly #dictionary = new MetadataDictionary();
  readonly #listeners = new Set<LineListener>();

  streamOf(labels: LabelSet): Stream {
    let stream = this.#streams.get(labels.key);
    if (!stream) this.#streams.set(labels.key, (stream = { labels, chunks: [] }));
    return stream;
  }

  append(stream: Stream, line: StoredLine): void {
    const encoded = this.#dictionary.encode(line.metadata);
    const newLine = {
      unixNano: line.unixNano,
      line: line.line,
      sharedMetadata: encoded.shared,
      metadataBytes: encoded.bytes,
    };
    let chunk = stream.chunks.at(-1);
    if (!chunk?.takes(newLine)) {
      chunk?.seal();
      chunk = new Chunk(line.unixNano);
      stream.chunks.push(chunk);
    }
    if (!chunk.append(newLine)) return;
    for (const listener of this.#listeners) listener(stream, line);
  }

  listen(listener: LineListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Streams that match and hold lines in [from, to]; those of no chunk are left out. */
  select(matchers: readonly Matcher[], from: bigint, to: bigint): Stream[] {
    const found: Stream[] = [];
    for (const stream of this.#streams.values()) {
      if (!matchers.every((matcher) => matches(matcher, stream.labels.get(matcher.name)))) continue;
      if (stream.chunks.some((chunk) => overlaps(chunk, from, to))) found.push(stream);
    }
    return found;
  }

  metadataOf(chunk: Chunk, index: number): Metadata {
    const reference = chunk.metadata[index] ?? 0;
    return reference & 1
      ? this.#dictionary.decode(chunk.metadataBytes, reference >>> 1)
      : this.#dictionary.shared(reference >>> 1);
  }

  usage(): { items: number; bytes: number; oldestUnixNano: bigint | null } {
    let items = 0;
    let bytes = this.#dictionary.bytes;
    let oldest: bigint | null = null;
    for (const { chunks, labels } of this.#streams.values()) {
      bytes += STREAM_OVERHEAD + labels.key.length * 4;
      for (const chunk of chunks) {
        items += chunk.count;
        bytes += chunk.memory;
        const first = chunk.baseNs + BigInt(chunk.minOffset);
        if (oldest === null || first < oldest) oldest = first;
      }
    }
    return { items, bytes, oldestUnixNano: oldest };
  }

  dropBefore(unixNano: bigint): void {
    for (const [key, { chunks }] of this.#streams) {
      const kept = chunks.filter((chunk) => chunk.baseNs + BigInt(chunk.maxOffset) >= unixNano);
      chunks.splice(0, chunks.length, ...kept);
      if (kept.length === 0) this.#streams.delete(key);
    }
  }

  clear(): void {
    this.#streams.clear();
    this.#dictionary.clear();
  }
}

export function overlaps(chunk: Chunk, from: bigint, to: bigint): boolean {
  return chunk.baseNs + BigInt(chunk.minOffset) <= to && chunk.baseNs + BigInt(chunk.maxOffset) >= from;
}
