import { MalformedBody } from './request-body.ts';

/**
 * The parts of a `multipart/form-data` body by field name.
 *
 * @throws MalformedBody
 */
export async function readMultipart(body: Uint8Array, contentType: string): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    const form = await new Response(Uint8Array.from(body), { headers: { 'Content-Type': contentType } }).formData();
    const parts = new Map<string, Uint8Array>();
    for (const [name, value] of form) {
      const isText = typeof value === 'string';
      parts.set(name, isText ? new TextEncoder().encode(value) : new Uint8Array(await value.arrayBuffer()));
    }
    return parts;
  } catch (error) {
    throw new MalformedBody(`failed to read multipart form: ${(error as Error).message}`, { cause: error });
  }
}
