declare module 'snappyjs' {
  /** @throws Error when the stream is not snappy's block format, or longer than `maxLength` */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array;
  export function compress(uncompressed: Uint8Array): Uint8Array;
}
