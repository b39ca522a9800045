import { PbfReader, PbfWriter } from 'pbf';
import { jsonExcess } from '../json-limits.ts';

/**
 * Protobuf messages described once and read and written in both encodings that Connect knows: binary protobuf and proto3
 * JSON (lower camel case names, 64-bit integers as strings, defaults left out, unknown fields ignored).
 */
export interface FieldSpec {
  readonly id: number;
  readonly type: 'string' | 'int64' | 'double' | 'bool' | 'bytes' | EnumSpec | MessageSpec;
  readonly repeated?: true;
  /** The name in the .proto file, where the JSON name is not its lower camel case. JSON readers take both. */
  readonly protoName?: string;
}
export interface EnumSpec {
  readonly enum: readonly string[];
}
export interface MessageSpec {
  readonly fields: Readonly<Record<string, FieldSpec>>;
}

type Single<T> = T extends 'string'
  ? string
  : T extends 'int64' | 'double'
    ? number
    : T extends 'bool'
      ? boolean
      : T extends 'bytes'
        ? Uint8Array
        : T extends EnumSpec
          ? string
          : T extends MessageSpec
            ? MessageOf<T>
            : never;

type FieldOf<F extends FieldSpec> = F extends { readonly repeated: true }
  ? readonly Single<F['type']>[]
  : F['type'] extends MessageSpec
    ? Single<F['type']> | undefined
    : Single<F['type']>;

/** A decoded message: every scalar present (proto3 defaults), absent sub-messages `undefined`. */
export type MessageOf<S extends MessageSpec> = {
  readonly [K in keyof S['fields']]: FieldOf<S['fields'][K]>;
};

type SingleInit<T> = T extends MessageSpec ? MessageInit<T> : Single<T>;
type InitOf<F extends FieldSpec> = F extends { readonly repeated: true }
  ? readonly SingleInit<F['type']>[]
  : SingleInit<F['type']> | undefined;

/** A message to encode: what is left out has its default. */
export type MessageInit<S extends MessageSpec> = { readonly [K in keyof S['fields']]?: InitOf<S['fields'][K]> };

/** The bytes or the JSON are not the message they should be. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

type Loose = Record<string, unknown>;
type SingleType = FieldSpec['type'];

const isMessage = (type: SingleType): type is MessageSpec => typeof type === 'object' && 'fields' in type;

const camelToSnake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function defaultOf(spec: FieldSpec): unknown {
  if (spec.repeated) return [];
  const { type } = spec;
  if (typeof type === 'object') return isMessage(type) ? undefined : (type.enum[0] ?? '');
  return { string: '', int64: 0, double: 0, bool: false, bytes: new Uint8Array() }[type];
}

const emptyMessage = (spec: MessageSpec): Loose =>
  Object.fromEntries(Object.entries(spec.fields).map(([name, field]) => [name, defaultOf(field)]));

/** Two bytes can become an object of some hundred. */
const MAX_MESSAGES = 500_000;
/** In the message being decoded: decoding is synchronous, one at a time. */
let messagesLeft = MAX_MESSAGES;

function countMessage(): void {
  messagesLeft -= 1;
  if (messagesLeft < 0) throw new MalformedMessage(`more than ${MAX_MESSAGES} messages in one`);
}

/** @throws MalformedMessage */
export function decodeProtobuf<S extends MessageSpec>(spec: S, bytes: Uint8Array): MessageOf<S> {
  messagesLeft = MAX_MESSAGES;
  try {
    return readMessage(spec, new PbfReader(bytes), bytes.length) as MessageOf<S>;
  } catch (error) {
    if (error instanceof MalformedMessage) throw error;
    throw new MalformedMessage(`invalid protobuf: ${(error as Error).message}`, { cause: error });
  }
}

const byNumber = new WeakMap<MessageSpec, ReadonlyMap<number, readonly [string, FieldSpec]>>();

function fieldsByNumber(spec: MessageSpec): ReadonlyMap<number, readonly [string, FieldSpec]> {
  let known = byNumber.get(spec);
  if (!known) {
    known = new Map(Object.entries(spec.fields).map((entry) => [entry[1].id, entry]));
    byNumber.set(spec, known);
  }
  return known;
}

function readMessage(spec: MessageSpec, pbf: PbfReader, end: number): Loose {
  countMessage();
  const message = emptyMessage(spec);
  const fields = fieldsByNumber(spec);
  for (let id = pbf.nextField(end); id !== 0; id = pbf.nextField(end)) {
    const field = fields.get(id);
    if (field) readField(message, field, pbf);
    else pbf.skip(pbf.type);
    if (pbf.pos > end) throw new MalformedMessage('invalid protobuf: a field runs past the end of its message');
  }
  return message;
}

function readField(message: Loose, [name, field]: readonly [string, FieldSpec], pbf: PbfReader): void {
  const { type } = field;
  const isNumber = type === 'int64' || type === 'double' || type === 'bool';
  const expected = isNumber || (typeof type === 'object' && !isMessage(type)) ? (type === 'double' ? 1 : 0) : 2;
  if (field.repeated && isNumber && pbf.type === 2) {
    const list = message[name] as unknown[];
    for (const value of readPacked(type, pbf)) list.push(value);
    return;
  }
  if (pbf.type !== expected) throw new MalformedMessage(`invalid protobuf: field ${name} has wire type ${pbf.type}`);
  const value = readValue(type, pbf);
  if (field.repeated) (message[name] as unknown[]).push(value);
  else message[name] = value;
}

function readPacked(type: 'int64' | 'double' | 'bool', pbf: PbfReader): readonly unknown[] {
  if (type === 'double') return pbf.readPackedDouble();
  return type === 'bool' ? pbf.readPackedBoolean() : pbf.readPackedVarint([], true);
}

function readValue(type: SingleType, pbf: PbfReader): unknown {
  if (typeof type === 'object') {
    if (!isMessage(type)) return enumName(type, pbf.readVarint(true));
    return readMessage(type, pbf, pbf.readVarint() + pbf.pos);
  }
  switch (type) {
    case 'string':
      return pbf.readString();
    case 'bytes':
      return pbf.readBytes();
    case 'int64':
      return pbf.readVarint(true);
    case 'bool':
      return pbf.readBoolean();
    case 'double':
      return pbf.readDouble();
  }
}

const enumName = (type: EnumSpec, value: number): string => type.enum[value] ?? String(value);

/** @throws MalformedMessage */
export function decodeJson<S extends MessageSpec>(spec: S, text: string): MessageOf<S> {
  messagesLeft = MAX_MESSAGES;
  if (text === '') throw new MalformedMessage('zero-length payload is not a valid JSON object');
  const excess = jsonExcess(text);
  if (excess !== null) throw new MalformedMessage(`invalid JSON: ${excess}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new MalformedMessage(`invalid JSON: ${(error as Error).message}`, { cause: error });
  }
  return fromJson(spec, json, '') as MessageOf<S>;
}

function fromJson(spec: MessageSpec, json: unknown, path: string): Loose {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new MalformedMessage(`${path || 'message'}: expected an object`);
  }
  countMessage();
  const message = emptyMessage(spec);
  for (const [name, field] of Object.entries(spec.fields)) {
    const given = json as Loose;
    const value = given[name] ?? given[field.protoName ?? camelToSnake(name)];
    if (value === undefined || value === null) continue;
    const at = path ? `${path}.${name}` : name;
    if (!field.repeated) message[name] = valueFromJson(field.type, value, at);
    else if (Array.isArray(value)) {
      message[name] = value.map((item, index) => valueFromJson(field.type, item, `${at}[${index}]`));
    } else throw new MalformedMessage(`${at}: expected a list`);
  }
  return message;
}

function valueFromJson(type: SingleType, value: unknown, path: string): unknown {
  const fail = (expected: string) => new MalformedMessage(`${path}: expected ${expected}`);
  if (typeof type === 'object') {
    if (isMessage(type)) return fromJson(type, value, path);
    if (typeof value === 'number') return enumName(type, value);
    // Names of another version are left out, as unknown fields are.
    if (typeof value === 'string') return type.enum.includes(value) ? value : (type.enum[0] ?? '');
    throw fail(`one of ${type.enum.join(', ')}`);
  }
  if (type === 'bool') {
    if (typeof value === 'boolean') return value;
    throw fail('a boolean');
  }
  if (type === 'int64' || type === 'double') return numberFromJson(type, value, fail);
  if (typeof value !== 'string') throw fail(type === 'bytes' ? 'base64 text' : 'a string');
  if (type === 'string') return value;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === 0 && value.length > 0) throw fail('base64 text');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function numberFromJson(type: 'int64' | 'double', value: unknown, fail: (expected: string) => Error): number {
  if (type === 'double' && value === 'NaN') return Number.NaN;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) throw fail('a number');
  if (type === 'int64' && !Number.isInteger(number)) throw fail('an integer');
  if (type === 'int64' && Math.abs(number) >= 2 ** 63) throw fail('an integer of 64 bits');
  return number;
}

export function encodeProtobuf<S extends MessageSpec>(spec: S, message: MessageInit<S>): Uint8Array {
  const pbf = new PbfWriter();
  writeMessage(spec, message as Loose, pbf);
  return pbf.finish();
}

function writeMessage(spec: MessageSpec, message: Loose, pbf: PbfWriter): void {
  for (const [name, field] of Object.entries(spec.fields)) {
    const value = message[name];
    if (value === undefined) continue;
    if (!field.repeated) {
      if (!isDefault(value)) writeValue(field, value, pbf);
    } else if (field.type === 'int64') pbf.writePackedVarint(field.id, (value as readonly number[]).map(toInt64));
    else for (const item of value as readonly unknown[]) writeValue(field, item, pbf);
  }
}

const isDefault = (value: unknown): boolean =>
  value === '' || value === 0 || value === false || (value instanceof Uint8Array && value.length === 0);

function writeValue({ id, type }: FieldSpec, value: unknown, pbf: PbfWriter): void {
  if (typeof type === 'object') {
    if (!isMessage(type)) pbf.writeVarintField(id, type.enum.indexOf(value as string));
    else pbf.writeMessage(id, (item: Loose, writer) => writeMessage(type, item, writer), value as Loose);
    return;
  }
  switch (type) {
    case 'string':
      return pbf.writeStringField(id, value as string);
    case 'bytes':
      return pbf.writeBytesField(id, value as Uint8Array);
    case 'int64':
      return pbf.writeVarintField(id, toInt64(value as number));
    case 'bool':
      return pbf.writeBooleanField(id, value as boolean);
    case 'double':
      return pbf.writeDoubleField(id, value as number);
  }
}

/** The nearest double that 64 bits hold: what was computed may be beyond. */
const toInt64 = (value: number): number => Math.min(Math.max(-(2 ** 63), value), 2 ** 63 - 1024);

/** Plain JSON in proto3's form. */
export function encodeJson<S extends MessageSpec>(spec: S, message: MessageInit<S>): Record<string, unknown> {
  return toJson(spec, message as Loose);
}

function toJson(spec: MessageSpec, message: Loose): Loose {
  const json: Loose = {};
  for (const [name, field] of Object.entries(spec.fields)) {
    const value = message[name];
    if (value === undefined || (!field.repeated && isDefault(value))) continue;
    if (!field.repeated) json[name] = valueToJson(field.type, value);
    else if ((value as readonly unknown[]).length > 0) {
      json[name] = (value as readonly unknown[]).map((item) => valueToJson(field.type, item));
    }
  }
  return json;
}

function valueToJson(type: SingleType, value: unknown): unknown {
  if (typeof type === 'object') return isMessage(type) ? toJson(type, value as Loose) : value;
  if (type === 'int64') return String(value);
  if (type === 'bytes') return Buffer.from(value as Uint8Array).toString('base64');
  return value;
}
