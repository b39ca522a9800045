import { NO_METADATA, type Metadata } from '../pipeline/metadata-list.ts';
import {
  NO_ROOM,
  numbering,
  readVarint,
  recode,
  writeVarint,
  type EncodedLines,
  type MetadataTables,
} from './metadata-codec.ts';

const MAX_VALUES_PER_NAME = 1000;
const MAX_SHARED_SETS = 50_000;
const MAX_SHARED_LENGTH = 256;

/** Where a line's metadata is kept: shared by number, or in its chunk's own bytes. */
export interface EncodedMetadata {
  /** The number of a shared set, or -1. */
  readonly shared: number;
  /** Bytes for the chunk, valid until the next call of `encode`; empty when shared. */
  readonly bytes: Uint8Array;
}

/**
 * Structured metadata in little space. The names of a line are one number (its shape). Values that recur are numbers
 * too; those of names with many different values, such as trace IDs, are written out. Lines of which all values recur
 * share one object.
 */
export class MetadataDictionary {
  readonly #shapeIds = new Map<string, number>();
  readonly #shapes: (readonly string[])[] = [];
  readonly #valueIds = new Map<string, Map<string, number>>();
  readonly #values: string[] = [];
  readonly #setIds = new Map<string, number>();
  readonly #sets: Metadata[] = [NO_METADATA];
  #buffer = Buffer.allocUnsafe(4096);
  #bytes = 0;

  /** Estimated size in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Lines' metadata with numbers of tables of their own instead of this dictionary's. */
  exportLines(lines: EncodedLines): { readonly lines: EncodedLines; readonly tables: MetadataTables } {
    const tables: MetadataTables = { shapes: [], values: [], sets: [] };
    const shapes = numbering(tables.shapes, (id) => this.#shapes[id] ?? []);
    const values = numbering(tables.values, (id) => this.#values[id] ?? '');
    const sets = numbering(tables.sets, (id) => this.#sets[id] ?? NO_METADATA);
    const namesOf = (shape: number) => this.#shapes[shape] ?? [];
    const value = (id: number) => ({ id: values(id), text: '' });
    return { lines: recode(lines, { namesOf, shape: shapes, set: sets, value }), tables };
  }

  /** The other way round. */
  importLines(lines: EncodedLines, tables: MetadataTables): EncodedLines {
    const pairsOf = ({ names, values }: Metadata) => names.map((name, i) => [name, values[i] ?? ''] as const);
    const sets = tables.sets.map((metadata) => this.encode(pairsOf(metadata)).shared);
    const shapes = tables.shapes.map((names) => this.#shapeId(names.map((name) => [name, ''])));
    const known = new Map<number, number>();
    const valueOf = (local: number, name: string) => {
      const text = tables.values[local] ?? '';
      let id = known.get(local);
      if (id === undefined) known.set(local, (id = this.#valueId(name, text)));
      return { id, text };
    };
    const isFull = sets.includes(-1);
    const recoded = recode(lines, {
      namesOf: (local) => tables.shapes[local] ?? [],
      shape: (local) => shapes[local] ?? 0,
      set: (local) => sets[local] ?? 0,
      value: valueOf,
    });
    return isFull ? this.#writeOut(recoded, lines.metadata, tables.sets) : recoded;
  }

  /** Sets that found no room any more become their lines' own. */
  #writeOut(recoded: EncodedLines, references: Uint32Array, sets: readonly Metadata[]): EncodedLines {
    const parts: Uint8Array[] = [recoded.metadataBytes];
    let length = recoded.metadataBytes.length;
    const metadata = recoded.metadata.map((reference, line) => {
      if (reference !== NO_ROOM) return reference;
      const { names, values } = sets[(references[line] ?? 0) >>> 1] ?? NO_METADATA;
      const bytes = Uint8Array.from(this.encode(names.map((name, i) => [name, values[i] ?? ''])).bytes);
      parts.push(bytes);
      length += bytes.length;
      return (length - bytes.length) * 2 + 1;
    });
    return { metadata, metadataBytes: Buffer.concat(parts) };
  }

  encode(pairs: readonly (readonly [string, string])[]): EncodedMetadata {
    if (pairs.length === 0) return { shared: 0, bytes: NO_BYTES };
    const shape = this.#shapeId(pairs);
    const ids = pairs.map(([name, value]) => this.#valueId(name, value));
    if (ids.every((id) => id >= 0)) {
      const shared = this.#setId(shape, ids);
      if (shared >= 0) return { shared, bytes: NO_BYTES };
    }
    return { shared: -1, bytes: this.#write(shape, pairs, ids) };
  }

  shared(id: number): Metadata {
    return this.#sets[id] ?? NO_METADATA;
  }

  /** Metadata in a chunk's own bytes. Values are decoded when they are asked for: most queries only need the names. */
  decode(bytes: Buffer, offset: number): Metadata {
    const reader = { at: offset };
    const names = this.#shapes[readVarint(bytes, reader)] ?? [];
    return new OwnMetadata(names, () => this.#decodeValues(bytes, reader, names.length));
  }

  #decodeValues(bytes: Buffer, reader: { at: number }, count: number): string[] {
    return Array.from({ length: count }, () => {
      const head = readVarint(bytes, reader);
      if (head & 1) return this.#values[head >>> 1] ?? '';
      const start = reader.at;
      reader.at += head >>> 1;
      return bytes.toString('utf8', start, reader.at);
    });
  }

  clear(): void {
    this.#shapeIds.clear();
    this.#shapes.length = 0;
    this.#valueIds.clear();
    this.#values.length = 0;
    this.#setIds.clear();
    this.#sets.length = 1;
    this.#bytes = 0;
  }

  #shapeId(pairs: readonly (readonly [string, string])[]): number {
    const key = pairs.map(([name]) => name).join('\0');
    let id = this.#shapeIds.get(key);
    if (id === undefined) {
      id = this.#shapes.length;
      this.#shapes.push(pairs.map(([name]) => name));
      this.#shapeIds.set(key, id);
      this.#bytes += key.length * 2 + 64;
    }
    return id;
  }

  /** -1 when the value is to be written out. */
  #valueId(name: string, value: string): number {
    let ids = this.#valueIds.get(name);
    if (!ids) this.#valueIds.set(name, (ids = new Map()));
    const known = ids.get(value);
    if (known !== undefined) return known;
    if (ids.size >= MAX_VALUES_PER_NAME || value.length > MAX_SHARED_LENGTH) return -1;
    const id = this.#values.length;
    this.#values.push(value);
    ids.set(value, id);
    this.#bytes += value.length + 64;
    return id;
  }

  #setId(shape: number, ids: readonly number[]): number {
    const key = `${shape}:${ids.join(',')}`;
    const known = this.#setIds.get(key);
    if (known !== undefined) return known;
    if (this.#sets.length >= MAX_SHARED_SETS) return -1;
    const id = this.#sets.length;
    this.#sets.push({ names: this.#shapes[shape] ?? [], values: ids.map((value) => this.#values[value] ?? '') });
    this.#setIds.set(key, id);
    this.#bytes += 96 + ids.length * 8 + key.length;
    return id;
  }

  #write(shape: number, pairs: readonly (readonly [string, string])[], ids: readonly number[]): Uint8Array {
    const room = pairs.reduce((sum, [, value]) => sum + value.length * 3 + 10, 10);
    if (this.#buffer.length < room) this.#buffer = Buffer.allocUnsafe(room * 2);
    const buffer = this.#buffer;
    let at = writeVarint(buffer, 0, shape);
    pairs.forEach(([, value], index) => {
      const id = ids[index] ?? -1;
      if (id >= 0) {
        at = writeVarint(buffer, at, id * 2 + 1);
        return;
      }
      at = writeVarint(buffer, at, Buffer.byteLength(value) * 2);
      at += buffer.write(value, at, 'utf8');
    });
    return buffer.subarray(0, at);
  }
}

class OwnMetadata implements Metadata {
  readonly names: readonly string[];
  readonly #decode: () => string[];
  #values: string[] | null = null;

  constructor(names: readonly string[], decode: () => string[]) {
    this.names = names;
    this.#decode = decode;
  }

  get values(): readonly string[] {
    return (this.#values ??= this.#decode());
  }
}

const NO_BYTES = new Uint8Array(0);
