/** Answers as JSON and back: what JSON has no word for stands in an object with one key, `$`-escaped. */
const TAG = '$';

const ARRAYS = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
  i16: Int16Array,
  u16: Uint16Array,
  i8: Int8Array,
  u8: Uint8Array,
} as const;
type ArrayKind = keyof typeof ARRAYS;
type NumberArray = InstanceType<(typeof ARRAYS)[ArrayKind]>;

const kindOf = (array: NumberArray): ArrayKind =>
  (Object.keys(ARRAYS) as ArrayKind[]).find((kind) => array.constructor === ARRAYS[kind]) ?? 'u8';

/** Deeper is no answer of ours. */
const MAX_DEPTH = 64;

export class CodecError extends Error {}

/** Plain data as JSON can say it. Typed arrays, NaN, infinities, -0, undefined and bigint survive; order of keys too. */
export function encode(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new CodecError('it is nested too deeply');
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { [TAG]: ['num', Object.is(value, -0) ? '-0' : String(value)] };
    case 'undefined':
      return { [TAG]: ['undefined'] };
    case 'bigint':
      return { [TAG]: ['bigint', String(value)] };
    case 'object':
      return value === null ? null : encodeObject(value, depth);
    case 'string':
    case 'boolean':
      return value;
    case 'function':
    case 'symbol':
      throw new CodecError(`a ${typeof value} is no data`);
  }
}

function encodeObject(value: object, depth: number): unknown {
  if (Array.isArray(value)) return value.map((one) => encode(one, depth + 1));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const array = value as NumberArray;
    return { [TAG]: [kindOf(array), toBase64(array)] };
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new CodecError('an object with a class is no data');
  const entries = Object.entries(value).map(([key, one]) => [key, encode(one, depth + 1)] as const);
  return Object.hasOwn(value, TAG) ? { [TAG]: ['object', entries] } : fromEntries(entries);
}

/** What `encode` was given. @throws CodecError for what it cannot have written */
export function decode(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw new CodecError('it is nested too deeply');
  if (Array.isArray(value)) return value.map((one) => decode(one, depth + 1));
  if (Object.hasOwn(value, TAG)) return decodeTagged((value as Record<string, unknown>)[TAG], depth);
  return fromEntries(Object.entries(value).map(([key, one]) => [key, decode(one, depth + 1)] as const));
}

function decodeTagged(tagged: unknown, depth: number): unknown {
  if (!Array.isArray(tagged)) throw new CodecError('a value without its kind');
  const [kind, content] = tagged as readonly unknown[];
  if (kind === 'undefined') return undefined;
  if (kind === 'object' && Array.isArray(content)) {
    const entries = content.map((entry): readonly [string, unknown] => {
      if (!Array.isArray(entry) || typeof entry[0] !== 'string') throw new CodecError('an object without keys');
      return [entry[0], decode(entry[1], depth + 1)];
    });
    return fromEntries(entries);
  }
  if (typeof content !== 'string') throw new CodecError('a value without its content');
  if (kind === 'num' && ['NaN', 'Infinity', '-Infinity', '-0'].includes(content)) return Number(content);
  if (kind === 'bigint' && /^-?\d{1,1000}$/.test(content)) return BigInt(content);
  if (typeof kind === 'string' && Object.hasOwn(ARRAYS, kind)) return fromBase64(kind as ArrayKind, content);
  throw new CodecError('a value of an unknown kind');
}

/** `Object.fromEntries` defines each key, so that one named `__proto__` is a key like any other. */
const fromEntries = (entries: Iterable<readonly [string, unknown]>): unknown => Object.fromEntries(entries);

const IS_LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Little-endian, whatever the machine. */
function orderedBytes<B extends ArrayBufferLike>(bytes: Uint8Array<B>, size: number): Uint8Array<B | ArrayBuffer> {
  if (IS_LITTLE || size === 1) return bytes;
  const swapped = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) swapped[i] = bytes[i - (i % size) + (size - 1 - (i % size))] ?? 0;
  return swapped;
}

function toBase64(array: NumberArray): string {
  const bytes = orderedBytes(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), array.BYTES_PER_ELEMENT);
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(binary);
}

function fromBase64(kind: ArrayKind, text: string): NumberArray {
  const Typed = ARRAYS[kind];
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw new CodecError('bytes that are not base64', { cause });
  }
  if (binary.length % Typed.BYTES_PER_ELEMENT !== 0) throw new CodecError('bytes that end within a number');
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return new Typed(orderedBytes(bytes, Typed.BYTES_PER_ELEMENT).buffer);
}
