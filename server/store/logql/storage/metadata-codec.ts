import type { Metadata } from '../pipeline/metadata-list.ts';

/** Lines' references and what these refer to, as a chunk holds them. */
export interface EncodedLines {
  readonly metadata: Uint32Array;
  readonly metadataBytes: Uint8Array;
}
/** What the numbers in a snapshot's metadata stand for. */
export interface MetadataTables {
  readonly shapes: (readonly string[])[];
  readonly values: string[];
  readonly sets: Metadata[];
}
export interface Recoding {
  /** Of a shape's number before. */
  readonly namesOf: (shape: number) => readonly string[];
  readonly shape: (id: number) => number;
  /** -1 when there is no room for it. */
  readonly set: (id: number) => number;
  /** `id` is -1 when the value is to be written out. */
  readonly value: (id: number, name: string) => { readonly id: number; readonly text: string };
}
/** In place of a reference: the set found no room. */
export const NO_ROOM = 0xffff_fffe;

/** Numbers things as they are first asked for, into a table. */
export function numbering<T>(table: T[], find: (id: number) => T): (id: number) => number {
  const known = new Map<number, number>();
  return (id) => {
    let local = known.get(id);
    if (local === undefined) known.set(id, (local = table.push(find(id)) - 1));
    return local;
  };
}

/** Writes every line's metadata anew with other numbers. */
export function recode({ metadata, metadataBytes }: EncodedLines, to: Recoding): EncodedLines {
  const bytes = Buffer.from(metadataBytes.buffer, metadataBytes.byteOffset, metadataBytes.length);
  const reader = { at: 0 };
  let out = Buffer.allocUnsafe(bytes.length + (bytes.length >>> 2) + 256);
  let at = 0;
  const makeRoom = (room: number) => {
    if (at + room <= out.length) return;
    const grown = Buffer.allocUnsafe((out.length + room) * 2);
    out.copy(grown, 0, 0, at);
    out = grown;
  };
  const references = metadata.map((reference) => {
    if ((reference & 1) === 0) {
      const set = to.set(reference >>> 1);
      return set < 0 ? NO_ROOM : set * 2;
    }
    const start = at;
    reader.at = reference >>> 1;
    const shape = readVarint(bytes, reader);
    makeRoom(16);
    at = writeVarint(out, at, to.shape(shape));
    for (const name of to.namesOf(shape)) {
      const head = readVarint(bytes, reader);
      const { id, text } = head & 1 ? to.value(head >>> 1, name) : WRITTEN_OUT;
      const length = head & 1 ? Buffer.byteLength(text) : head >>> 1;
      makeRoom(length + 16);
      if (id >= 0) at = writeVarint(out, at, id * 2 + 1);
      else {
        at = writeVarint(out, at, length * 2);
        if (head & 1) at += out.write(text, at, 'utf8');
        else {
          at += bytes.copy(out, at, reader.at, reader.at + length);
          reader.at += length;
        }
      }
    }
    return start * 2 + 1;
  });
  return { metadata: references, metadataBytes: Uint8Array.prototype.slice.call(out, 0, at) };
}

const WRITTEN_OUT = { id: -1, text: '' };

export function writeVarint(buffer: Buffer, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  while (rest >= 128) {
    buffer[at++] = (rest & 127) | 128;
    rest = Math.floor(rest / 128);
  }
  buffer[at++] = rest;
  return at;
}

export function readVarint(buffer: Buffer, reader: { at: number }): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = buffer[reader.at++] ?? 0;
    value |= (byte & 127) << shift;
    if (byte < 128) return value >>> 0;
  }
}
