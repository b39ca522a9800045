import { jsonExcess } from '../json-limits.ts';
import { DecodeError } from './decode-error.ts';
import type { AnyValue, KeyValue, Resource, Scope } from '../telemetry.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 64;
const NO_OBJECT: JsonObject = {};
const INT64_MIN = -(1n << 63n);
const UINT64_MAX = (1n << 64n) - 1n;

/** Two characters can become an object of some hundred bytes: as many as the protobuf decoder makes. */
const MAX_ITEMS = 2_000_000;
/** Of the request being decoded: decoding is synchronous, one at a time. */
let itemsLeft = MAX_ITEMS;

/** Counts what is made of a request. @throws DecodeError */
export function countItems(count: number): void {
  itemsLeft -= count;
  if (itemsLeft < 0) throw new DecodeError(`more than ${MAX_ITEMS} items in one request`);
}

/** A number too long for a double, standing bare: proto3 JSON writes 64-bit integers as strings but allows it. */
const BARE_LONG_INTEGER = /[:[,\s]-?\d{16}/;

/**
 * Parses JSON text, keeping bare integers past 2^53 exact (as decimal strings).
 *
 * @throws DecodeError
 */
export function parseJson(text: string): unknown {
  itemsLeft = MAX_ITEMS;
  const excess = jsonExcess(text);
  if (excess !== null) throw new DecodeError(`request is too large: ${excess}`);
  try {
    if (!BARE_LONG_INTEGER.test(text)) return JSON.parse(text);
    return (JSON.parse as ParseWithSource)(text, (_key, value, context) =>
      typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context.source ?? '')
        ? context.source
        : value,
    );
  } catch (error) {
    throw new DecodeError(`invalid JSON: ${(error as Error).message.slice(0, 200)}`, { cause: error });
  }
}
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
type ParseWithSource = (text: string, reviver: Reviver) => unknown;

/** A field by its lowerCamelCase name or, as proto3 JSON allows, the name in the .proto file. */
export function field(object: JsonObject, name: string): unknown {
  const value = object[name];
  if (value !== undefined) return value;
  let snake = snakeNames.get(name);
  if (snake === undefined) {
    snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    snakeNames.set(name, snake);
  }
  return snake === name ? undefined : object[snake];
}
const snakeNames = new Map<string, string>();

export function toObject(value: unknown, name: string): JsonObject {
  if (value === undefined || value === null) return NO_OBJECT;
  if (typeof value !== 'object' || Array.isArray(value)) throw new DecodeError(`${name}: expected an object`);
  return value as JsonObject;
}

export function objectField(object: JsonObject, name: string): JsonObject {
  return toObject(field(object, name), name);
}

export function listField<T>(object: JsonObject, name: string, read: (item: JsonObject) => T): T[] {
  return valuesField(object, name).map((item) => read(toObject(item, name)));
}

export function valuesField(object: JsonObject, name: string): readonly unknown[] {
  const value = field(object, name);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new DecodeError(`${name}: expected an array`);
  countItems(value.length);
  return value as unknown[];
}

export function textField(object: JsonObject, name: string): string {
  const value = field(object, name);
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new DecodeError(`${name}: expected a string`);
  return value;
}

/** A fixed64, int64 or uint64: decimal string or number. */
export function bigField(object: JsonObject, name: string): bigint {
  const value = field(object, name);
  return value === undefined || value === null ? 0n : toBigint(value, name);
}

export function toBigint(value: unknown, name: string): bigint {
  if (typeof value === 'number' && Number.isInteger(value)) return inRange(BigInt(value), name);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return inRange(BigInt(value), name);
  if (typeof value === 'string' && /^-?\d+\.0+$|^-?[\d.]+e\+?\d+$/i.test(value) && Number.isInteger(Number(value)))
    return inRange(BigInt(Number(value)), name);
  throw new DecodeError(`${name}: expected a 64-bit integer`);
}

function inRange(value: bigint, name: string): bigint {
  if (value < INT64_MIN || value > UINT64_MAX) throw new DecodeError(`${name}: does not fit 64 bits`);
  return value;
}

/** A time: 64-bit unsigned. */
export function timeField(object: JsonObject, name: string): bigint {
  const value = bigField(object, name);
  if (value < 0n) throw new DecodeError(`${name}: expected an unsigned integer`);
  return value;
}

/** A count or small integer, as a number. */
export function integerField(object: JsonObject, name: string): number {
  const value = field(object, name);
  return value === undefined || value === null ? 0 : Number(toBigint(value, name));
}

/** A double; null when absent. */
export function doubleField(object: JsonObject, name: string): number | null {
  const value = field(object, name);
  return value === undefined || value === null ? null : toDouble(value, name);
}

export function toDouble(value: unknown, name: string): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN') return NaN;
  if (typeof value === 'string' && value.trim() !== '') {
    const parsed = Number(value);
    if (!Number.isNaN(parsed)) return parsed;
  }
  throw new DecodeError(`${name}: expected a number`);
}

export function booleanField(object: JsonObject, name: string): boolean {
  const value = field(object, name);
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw new DecodeError(`${name}: expected true or false`);
  return value;
}

/** An enum by number or name; unknown names are 0, as later versions of the protocol may add some. */
export function enumField(object: JsonObject, name: string, names: readonly string[]): number {
  const value = field(object, name);
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'string') return /^\d+$/.test(value) ? Number(value) : Math.max(0, names.indexOf(value));
  throw new DecodeError(`${name}: expected an enum's name or number`);
}

/** An ID: hex as OTLP/JSON says, base64 as plain proto3 JSON would. '' when absent. */
export function idField(object: JsonObject, name: string, bytes: 8 | 16): string {
  const value = textField(object, name);
  if (value === '') return '';
  if (value.length === bytes * 2 && /^[0-9a-f]+$/.test(value)) return value;
  if (value.length === bytes * 2 && /^[0-9a-f]+$/i.test(value)) return value.toLowerCase();
  const decoded = Buffer.from(value, 'base64');
  if (decoded.length === bytes && /^[\w+/-]+={0,2}$/.test(value)) return decoded.toString('hex');
  throw new DecodeError(`${name}: expected ${bytes * 2} hex digits`);
}

export const attributesField = (object: JsonObject, name: string): KeyValue[] => readAttributes(object, name, 0);

function readAttributes(object: JsonObject, name: string, depth: number): KeyValue[] {
  return listField(object, name, (item) => ({
    key: textField(item, 'key'),
    value: toAnyValue(objectField(item, 'value'), depth),
  }));
}

export function toAnyValue(value: JsonObject, depth = 0): AnyValue {
  if (depth > MAX_DEPTH) throw new DecodeError(`values nested deeper than ${MAX_DEPTH}`);
  if (isSet(field(value, 'stringValue'))) return textField(value, 'stringValue');
  if (isSet(field(value, 'intValue'))) return BigInt.asIntN(64, bigField(value, 'intValue'));
  if (isSet(field(value, 'boolValue'))) return booleanField(value, 'boolValue');
  if (isSet(field(value, 'doubleValue'))) return doubleField(value, 'doubleValue');
  if (isSet(field(value, 'bytesValue'))) return new Uint8Array(Buffer.from(textField(value, 'bytesValue'), 'base64'));
  const list = field(value, 'arrayValue');
  if (isSet(list))
    return listField(toObject(list, 'arrayValue'), 'values', (item) => toAnyValue(item, depth + 1)) as AnyValue[];
  const entries = field(value, 'kvlistValue');
  if (isSet(entries)) return { entries: readAttributes(toObject(entries, 'kvlistValue'), 'values', depth + 1) };
  return null;
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

export function resourceField(object: JsonObject): Resource {
  return { attributes: attributesField(objectField(object, 'resource'), 'attributes') };
}

export function scopeField(object: JsonObject): Scope {
  const scope = objectField(object, 'scope');
  return {
    name: textField(scope, 'name'),
    version: textField(scope, 'version'),
    attributes: attributesField(scope, 'attributes'),
  };
}
