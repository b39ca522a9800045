import { LabelSet } from '../pipeline/label-set.ts';
import type { Metadata } from '../pipeline/metadata-list.ts';
import type { Matcher } from '../syntax/ast.ts';
import { matches } from '../syntax/build-matcher.ts';
import { Chunk, type ChunkColumns } from './chunk.ts';
import type { MetadataTables } from './metadata-codec.ts';
import { MetadataDictionary } from './metadata-dictionary.ts';

export interface Stream {
  readonly labels: LabelSet;
  /** The last of the same origin takes new lines. */
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

/** A chunk of one stream as a snapshot keeps it. */
interface ChunkPiece {
  readonly labels: readonly (readonly [string, string])[];
  readonly columns: ChunkColumns;
  readonly tables: MetadataTables;
}

/** All lines, by stream. */
export class LogStore {
  readonly #isFromSegment: () => boolean;
  /** Chunks since the last snapshot. */
  #fresh: { readonly stream: Stream; readonly chunk: Chunk }[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #dictionary = new MetadataDictionary();
  readonly #listeners = new Set<LineListener>();

  constructor(isFromSegment: () => boolean = () => false) {
    this.#isFromSegment = isFromSegment;
  }

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
    const isFromSegment = this.#isFromSegment();
    let chunk = stream.chunks.findLast((one) => one.isFromSegment === isFromSegment);
    if (!chunk?.takes(newLine)) {
      chunk?.seal();
      chunk = new Chunk(line.unixNano, isFromSegment, chunk);
      stream.chunks.push(chunk);
      if (isFromSegment) this.#fresh.push({ stream, chunk });
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

  /** See `EngineSnapshots`: each chunk belongs to one segment. */
  takeSnapshot(): Iterable<ChunkPiece> {
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const { chunk } of fresh) chunk.seal();
    return this.#pieces(fresh);
  }

  *#pieces(fresh: readonly { readonly stream: Stream; readonly chunk: Chunk }[]): Generator<ChunkPiece> {
    for (const { stream, chunk } of fresh) {
      chunk.sort();
      const { count, baseNs, minOffset, maxOffset, isAscii } = chunk;
      const { lines, tables } = this.#dictionary.exportLines({
        metadata: chunk.metadata.subarray(0, count),
        metadataBytes: chunk.metadataBytes.subarray(0, chunk.metadataLength),
      });
      const bytes = chunk.bytes.subarray(0, chunk.byteLength);
      const columns = { baseNs, minOffset, maxOffset, isAscii, bytes, ...lines };
      const [ends, offsets] = [chunk.ends.subarray(0, count), chunk.offsets.subarray(0, count)];
      yield { labels: stream.labels.pairs(), columns: { ...columns, ends, offsets }, tables };
    }
  }

  loadSnapshot({ labels, columns, tables }: ChunkPiece): void {
    const stream = this.streamOf(LabelSet.of(labels));
    // Behind the one that takes new lines it would be looked past for each of them.
    stream.chunks.unshift(Chunk.restore({ ...columns, ...this.#dictionary.importLines(columns, tables) }));
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
    this.#fresh = [];
    this.#streams.clear();
    this.#dictionary.clear();
  }
}

export function overlaps(chunk: Chunk, from: bigint, to: bigint): boolean {
  return chunk.baseNs + BigInt(chunk.minOffset) <= to && chunk.baseNs + BigInt(chunk.maxOffset) >= from;
}
