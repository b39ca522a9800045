import { DecodeError } from './otlp/decode-error.ts';
import type { ProfileWrite } from './telemetry.ts';

interface Header {
  readonly labels: readonly (readonly [string, string])[];
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Profiles as segments keep them, each: two lengths (u32 LE), a JSON header, the pprof bytes. */
export function encodeProfiles(profiles: readonly ProfileWrite[]): Uint8Array {
  return Buffer.concat(
    profiles.flatMap(({ labels, fromMs, untilMs, pprof }) => {
      const header = Buffer.from(JSON.stringify({ labels: [...labels], fromMs, untilMs } satisfies Header));
      const lengths = Buffer.alloc(8);
      lengths.writeUInt32LE(header.length, 0);
      lengths.writeUInt32LE(pprof.length, 4);
      return [lengths, header, pprof];
    }),
  );
}

/** @throws DecodeError */
export function decodeProfiles(payload: Uint8Array): ProfileWrite[] {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const profiles: ProfileWrite[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < 8) throw new DecodeError('truncated profile record');
    const headerEnd = at + 8 + bytes.readUInt32LE(at);
    const end = headerEnd + bytes.readUInt32LE(at + 4);
    if (end > bytes.length) throw new DecodeError('truncated profile record');
    const header = parseHeader(bytes.toString('utf8', at + 8, headerEnd));
    // A copy: the engine keeps it, and must not keep the whole payload by it.
    const pprof = new Uint8Array(bytes.subarray(headerEnd, end));
    profiles.push({ labels: new Map(header.labels), fromMs: header.fromMs, untilMs: header.untilMs, pprof });
    at = end;
  }
  return profiles;
}

function parseHeader(text: string): Header {
  try {
    return JSON.parse(text) as Header;
  } catch (error) {
    throw new DecodeError('malformed profile record', { cause: error });
  }
}
