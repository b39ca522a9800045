import { PbfReader, PbfWriter } from 'pbf';
import type { Random } from '../../demo/random.ts';
import { concat, mutateBytes } from './mutate-bytes.ts';
import { howOften, pickFrom } from './pick.ts';

/** A field as it stands on the wire: its key, and everything behind it. */
interface Field {
  readonly number: number;
  readonly type: number;
  /** A length-delimited field's content without its length; other fields' bytes. */
  readonly content: Uint8Array;
}

const BYTES = 2;
const WIDTHS: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** The fields of a message; null when the bytes are none. */
function readFields(message: Uint8Array): Field[] | null {
  const reader = new PbfReader(message);
  const fields: Field[] = [];
  try {
    while (reader.pos < message.length) {
      const key = reader.readVarint();
      const [number, type] = [key >>> 3, key & 7];
      const length = type === BYTES ? reader.readVarint() : (WIDTHS[type] ?? 0);
      const start = reader.pos;
      if (type === 0) reader.readVarint();
      else reader.pos = start + length;
      if (number === 0 || reader.pos > message.length || (type !== 0 && type !== BYTES && length === 0)) return null;
      fields.push({ number, type, content: message.subarray(start, reader.pos) });
    }
  } catch {
    return null;
  }
  return fields;
}

function writeFields(fields: readonly Field[]): Uint8Array {
  return concat(
    fields.flatMap(({ number, type, content }) => {
      const head = new PbfWriter();
      head.writeVarint(number * 8 + type);
      if (type === BYTES) head.writeVarint(content.length);
      return [head.finish(), content];
    }),
  );
}

const VARINTS = [0, 1, 2, 127, 128, 65_535, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 62, -1, -2, -(2 ** 31), -(2 ** 52)];
const DOUBLES = [0, -0, 1, -1, NaN, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE, 2 ** 53, 1e18];
const COPIES = [2, 2, 3, 20, 500];
const DEPTHS = [1, 2, 60, 70, 400];
const MAX_BYTES = 300_000;

function otherContent(random: Random, { type, content }: Field): Uint8Array {
  const writer = new PbfWriter();
  if (type === 0) writer.writeVarint(pickFrom(random, VARINTS));
  else if (type === 1 && random.chance(0.5)) writer.writeDouble(pickFrom(random, DOUBLES));
  else return content.length === 0 ? Uint8Array.of(random.below(256)) : mutateBytes(random, content).subarray(0, 5000);
  return writer.finish();
}

function otherFields(random: Random, field: Field): readonly Field[] {
  const { number, type, content } = field;
  switch (random.below(7)) {
    case 0:
      return [];
    case 1:
      return Array.from({ length: content.length > 2000 ? 2 : pickFrom(random, COPIES) }, () => field);
    case 2:
      return [{ ...field, number: 1 + random.below(16) }];
    case 3:
      return [{ number, type: BYTES, content: nest(field, pickFrom(random, DEPTHS)) }];
    case 4:
      return [field, { number, type, content: otherContent(random, field) }];
    case 5:
      return [{ number, type: pickFrom(random, [0, 1, 2, 5]), content }];
    default:
      return [{ number, type, content: otherContent(random, field) }];
  }
}

/** The field inside fields of its own number. */
function nest({ number, content }: Field, depth: number): Uint8Array {
  let inner = content;
  for (let left = depth; left > 0 && inner.length < MAX_BYTES; left--)
    inner = writeFields([{ number, type: BYTES, content: inner }]);
  return inner;
}

/** A message changed somewhere in its tree, lengths kept right: what gets past the first check of a decoder. */
export function mutateMessage(random: Random, message: Uint8Array): Uint8Array {
  let mutated = message;
  for (let left = howOften(random); left > 0; left--) mutated = mutateOnce(random, mutated);
  return mutated.length > MAX_BYTES ? mutated.slice(0, MAX_BYTES) : mutated;
}

function mutateOnce(random: Random, message: Uint8Array): Uint8Array {
  const fields = readFields(message);
  if (!fields || fields.length === 0) return mutateBytes(random, message);
  const at = random.below(fields.length);
  return writeFields(
    fields.flatMap((field, index) => {
      if (index !== at) return [field];
      const isMessage = field.type === BYTES && field.content.length > 1 && readFields(field.content) !== null;
      if (isMessage && random.chance(0.85)) return [{ ...field, content: mutateOnce(random, field.content) }];
      return otherFields(random, field);
    }),
  );
}
