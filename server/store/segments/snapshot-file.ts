import { open, rename, stat, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { promisify } from 'node:util';
import { constants, crc32, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Signal } from '../../contract/source.ts';

/**
 * What the requests of a closed segment became, beside it in a file of its own, so that a start need not decode and
 * convert them again. It can be lost, or not be right, and costs time then, never data:
 *
 *     0  u32  CRC-32 of the index
 *     4  u32  length of the index
 *     8       index, JSON; then for each signal its pieces as V8 serializes them, each compressed with zstd, behind
 *             its length (u32)
 */
const VERSION = 2;
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** An index is some hundred bytes. */
const MAX_INDEX_BYTES = 64 * 1024;
const MAX_PIECE_BYTES = 1 << 30;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

interface Index {
  /** Of the pieces' layout. */
  readonly version: number;
  /** V8's serialization is read by later versions, but not promised to earlier ones. */
  readonly v8: string;
  /** Of the segment's headers: a snapshot is of this segment and all of it. */
  readonly fingerprint: number;
  readonly sections: Readonly<Partial<Record<Signal, Section>>>;
}
interface Section {
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
}

export interface Snapshot {
  readonly path: string;
  readonly bytes: number;
  readonly sections: Index['sections'];
}

export const snapshotPath = (segmentPath: string): string => segmentPath.replace(/\.seg$/, '.snap');

export type Pieces = ReadonlyMap<Signal, Iterable<unknown>>;

/** @returns its size. Pieces are serialized one at a time, and others get their turn in between. */
export async function writeSnapshot(path: string, fingerprint: number, pieces: Pieces): Promise<number> {
  const sections: [Signal, Buffer][] = [];
  for (const [signal, ofSignal] of pieces) sections.push([signal, await pack(ofSignal)]);
  let offset = 0;
  const index: Record<string, Section> = {};
  for (const [signal, { length }] of sections) {
    index[signal] = { offset, length, crc: 0 };
    offset += length;
  }
  for (const [signal, bytes] of sections) index[signal] = { ...(index[signal] as Section), crc: crc32(bytes) };
  const text = Buffer.from(
    JSON.stringify({ version: VERSION, v8: process.versions.v8, fingerprint, sections: index } satisfies Index),
  );
  const head = Buffer.alloc(8);
  head.writeUInt32LE(crc32(text), 0);
  head.writeUInt32LE(text.length, 4);
  const bytes = Buffer.concat([head, text, ...sections.map(([, section]) => section)]);
  await writeFile(`${path}.tmp`, bytes);
  await rename(`${path}.tmp`, path);
  return bytes.length;
}

/** One by one: a whole segment's pieces would be many megabytes of garbage. */
async function pack(pieces: Iterable<unknown>): Promise<Buffer> {
  const buffers: Buffer[] = [];
  for (const piece of pieces) {
    const packed = await compress(serialize(piece), COMPRESSION);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(packed.length);
    buffers.push(length, packed);
  }
  return Buffer.concat(buffers);
}

/** null when there is none, or none of this segment as it is now. */
export async function openSnapshot(segmentPath: string, fingerprint: number): Promise<Snapshot | null> {
  const path = snapshotPath(segmentPath);
  const file = await open(path, 'r').catch(() => null);
  if (!file) return null;
  try {
    const head = await readAt(file, 0, 8);
    const length = head.readUInt32LE(4);
    const text = length > MAX_INDEX_BYTES ? head : await readAt(file, 8, length);
    const index = crc32(text) === head.readUInt32LE(0) ? (JSON.parse(text.toString()) as Index) : null;
    if (index?.version !== VERSION || index.v8 !== process.versions.v8 || index.fingerprint !== fingerprint)
      return null;
    const { size } = await stat(path);
    const start = 8 + length;
    const sections = Object.entries(index.sections).map(([signal, section]) => {
      return [signal, { ...section, offset: section.offset + start }];
    });
    return { path, bytes: size, sections: Object.fromEntries(sections) as Index['sections'] };
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

/** The pieces of a signal; null when the file no longer is what it was. */
export async function readPieces({ path, sections }: Snapshot, signal: Signal): Promise<Buffer[] | null> {
  const section = sections[signal];
  const file = section && (await open(path, 'r').catch(() => null));
  if (!file) return null;
  try {
    const packed = await readAt(file, section.offset, section.length);
    if (crc32(packed) !== section.crc) return null;
    return await unpack(packed);
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

async function unpack(packed: Buffer): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < packed.length;) {
    const end = at + 4 + packed.readUInt32LE(at);
    pieces.push(await decompress(packed.subarray(at + 4, end), { maxOutputLength: MAX_PIECE_BYTES }));
    at = end;
  }
  return pieces;
}

export const decodePiece = (bytes: Buffer): unknown => deserialize(bytes);

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** Of a segment that is gone. */
export async function removeSnapshot(segmentPath: string): Promise<void> {
  await unlink(snapshotPath(segmentPath)).catch(() => undefined);
}
