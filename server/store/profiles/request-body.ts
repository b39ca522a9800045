import { gunzip } from 'node:zlib';

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}
export class MalformedBody extends Error {
  override readonly name = 'MalformedBody';
}

/** Another compression than gzip. */
export class UnknownCompression extends Error {
  override readonly name = 'UnknownCompression';
}

/**
 * The body, unpacked when `Content-Encoding` says gzip; never more than `maxBytes` are held.
 *
 * @throws BodyTooLarge
 * @throws MalformedBody
 * @throws UnknownCompression
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  const body = concat(chunks, length);
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'gzip') return unpackGzip(body, maxBytes);
  if (encoding !== 'identity' && encoding !== '')
    throw new UnknownCompression(`unknown compression "${encoding}": supported encodings are gzip`);
  return body;
}

const tooLarge = (maxBytes: number) => new BodyTooLarge(`request body too large: more than ${maxBytes} bytes`);

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  if (chunks.length === 1 && chunks[0]) return chunks[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * @throws BodyTooLarge
 * @throws MalformedBody
 */
export function unpackGzip(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: maxBytes }, (error, unpacked) => {
      if (!error) resolve(unpacked);
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') reject(tooLarge(maxBytes));
      else reject(new MalformedBody(`invalid gzip: ${error.message}`, { cause: error }));
    });
  });
}
