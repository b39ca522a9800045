import { gunzip, inflate, zstdDecompress } from 'node:zlib';
import { promisify } from 'node:util';
import { DecodeError } from './otlp/decode-error.ts';

/** As sent, compressed or not. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** After decompression: what the decoders are handed at most. */
export const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

export class PayloadTooLarge extends Error {
  override readonly name = 'PayloadTooLarge';
}
export class UnsupportedEncoding extends Error {
  override readonly name = 'UnsupportedEncoding';
}

const DECOMPRESS = { gzip: promisify(gunzip), deflate: promisify(inflate), zstd: promisify(zstdDecompress) };

/**
 * A request's body, decompressed as `content-encoding` says; neither form may pass its limit.
 *
 * @throws PayloadTooLarge, UnsupportedEncoding, DecodeError
 */
export async function readPayload(request: Request): Promise<Uint8Array> {
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  // Loki and Prometheus clients name snappy here, but theirs is part of the payload and the decoders' business.
  const isPlain = encoding === 'identity' || encoding === '' || encoding === 'snappy';
  if (!isPlain && !(encoding in DECOMPRESS))
    throw new UnsupportedEncoding(`content-encoding ${JSON.stringify(encoding.slice(0, 40))} is not supported`);
  const body = await readBody(request);
  return isPlain ? body : decompress(body, encoding as keyof typeof DECOMPRESS);
}

async function readBody(request: Request): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > MAX_BODY_BYTES) throw tooLarge(MAX_BODY_BYTES);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw tooLarge(MAX_BODY_BYTES);
    chunks.push(chunk);
  }
  const [first] = chunks;
  if (chunks.length === 1 && first) return first;
  const whole = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return own(whole);
}

/** Memory that belongs to one payload alone. */
const owned = new WeakSet<ArrayBufferLike>();

function own(payload: Buffer): Buffer {
  if (payload.length === payload.buffer.byteLength) owned.add(payload.buffer);
  return payload;
}

/**
 * Gives a payload's memory back at once: until they are collected, payloads would take more than what is made of them.
 * Nothing may look at it any more; it is empty from then on.
 */
export function releasePayload({ buffer }: Uint8Array): void {
  if (owned.delete(buffer)) (buffer as ArrayBuffer).transfer(0);
}

async function decompress(body: Uint8Array, encoding: keyof typeof DECOMPRESS): Promise<Uint8Array> {
  try {
    return own(await DECOMPRESS[encoding](body, { maxOutputLength: MAX_PAYLOAD_BYTES }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(MAX_PAYLOAD_BYTES);
    throw new DecodeError(`invalid ${encoding}: ${(error as Error).message}`, { cause: error });
  }
}

const tooLarge = (limit: number) =>
  new PayloadTooLarge(
    `request is larger than ${limit / 1024 / 1024} MB${limit === MAX_PAYLOAD_BYTES ? ' decompressed' : ''}`,
  );
