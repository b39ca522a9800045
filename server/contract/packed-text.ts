import { deflateSync, Inflate } from 'fflate';

/** A packed text may grow to this much. Bytes of UTF-8; twenty panes with long notes are a quarter of it. */
const MAX_UNPACKED = 1 << 20;
/** Deflate grows at most 1,032-fold, so a slice of input cannot pass the limit by more than twice. Bytes */
const SLICE = 1024;

/** `~` and base64url of raw deflate (RFC 1951): safe in a URL, the same for the same text. */
export function packText(text: string): string {
  const packed = deflateSync(new TextEncoder().encode(text), { level: 9 });
  let binary = '';
  for (const byte of packed) binary += String.fromCodePoint(byte);
  return `~${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

export const isPacked = (text: string): boolean => text.startsWith('~');

/**
 * The text that `packText` was given. Synchronous, because a router reads an address between two renders;
 * `DecompressionStream` would make it wait.
 *
 * @throws Error when it is cut off, damaged, or unpacks to more than 1 MiB
 */
export function unpackText(packed: string): string {
  const binary = atob(packed.slice(1).replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (char) => char.codePointAt(0) ?? 0);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  let text = '';
  const inflate = new Inflate((chunk) => {
    size += chunk.length;
    if (size > MAX_UNPACKED) throw new Error('it unpacks to more than 1 MiB');
    text += decoder.decode(chunk, { stream: true });
  });
  for (let at = 0; at < bytes.length || at === 0; at += SLICE) {
    inflate.push(bytes.subarray(at, at + SLICE), at + SLICE >= bytes.length);
  }
  return text + decoder.decode();
}
