import type { AnyValue, Attributes } from '../../telemetry.ts';
import { GrowingU32, u32At } from './columns.ts';
import type { Dictionary } from './dictionary.ts';

/**
 * What an attribute's value is. TraceQL sees strings, integers, doubles, booleans and arrays of one of these; `OPAQUE`
 * (maps, bytes, mixed arrays, null) exists for the trace by ID and is nil to a query, as in Tempo's blocks.
 */
export const STRING = 1;
export const INT32 = 2;
export const INT64 = 3;
export const DOUBLE = 4;
export const BOOLEAN = 5;
export const ARRAY = 6;
export const OPAQUE = 7;

const TYPE_SHIFT = 28;
const KEY_MASK = 0x0fff_ffff;

/** As a snapshot keeps them: keys are numbers of `keyNames`. */
export interface AttributeColumns {
  readonly keyNames: readonly string[];
  readonly keys: Uint32Array;
  readonly values: Uint32Array;
  readonly doubles: readonly number[];
  readonly bigInts: readonly bigint[];
  readonly objects: readonly AnyValue[];
}

/** Attributes of a chunk's spans, resources, scopes, events and links, one after another. */
export class PackedAttributes {
  /** Type in the top four bits, number of the key below. */
  keys: GrowingU32;
  /** Number of the string, the 32-bit integer itself, 0 or 1, or an index into the lists below. */
  values: GrowingU32;
  doubles: number[] = [];
  bigInts: bigint[] = [];
  objects: AnyValue[] = [];
  private readonly keyNames: Dictionary;
  private readonly strings: Dictionary;

  /** @param expected how many attributes there will be, about */
  constructor(keyNames: Dictionary, strings: Dictionary, expected = 1024) {
    this.keys = new GrowingU32(expected);
    this.values = new GrowingU32(expected);
    this.keyNames = keyNames;
    this.strings = strings;
  }

  static restore(saved: AttributeColumns, keyNames: Dictionary, strings: Dictionary): PackedAttributes {
    const attributes = new PackedAttributes(keyNames, strings, 0);
    const keys = saved.keyNames.map((name) => keyNames.intern(name));
    attributes.keys = GrowingU32.of(renumberKeys(saved.keys, (key) => keys[key] ?? 0));
    attributes.values = GrowingU32.of(saved.values.slice());
    attributes.doubles = [...saved.doubles];
    attributes.bigInts = [...saved.bigInts];
    attributes.objects = [...saved.objects];
    return attributes;
  }

  columns(): AttributeColumns {
    const names: string[] = [];
    const local = new Map<number, number>();
    const keys = renumberKeys(this.keys.used(), (key) => {
      let number = local.get(key);
      if (number === undefined) local.set(key, (number = names.push(this.keyNames.text(key)) - 1));
      return number;
    });
    const { doubles, bigInts, objects } = this;
    return { keyNames: names, keys, values: this.values.used(), doubles, bigInts, objects };
  }

  get length(): number {
    return this.keys.length;
  }

  append(attributes: Attributes): void {
    for (const { key, value } of attributes) this.push(this.keyNames.intern(key), value);
  }

  keyAt(index: number): number {
    return u32At(this.keys.values, index) & KEY_MASK;
  }

  typeAt(index: number): number {
    return u32At(this.keys.values, index) >>> TYPE_SHIFT;
  }

  payloadAt(index: number): number {
    return u32At(this.values.values, index);
  }

  /** Index of the attribute with this key between `start` and `end`, or -1. */
  find(key: number, start: number, end: number): number {
    const keys = this.keys.values;
    for (let index = start; index < end; index++) {
      if ((u32At(keys, index) & KEY_MASK) === key) return index;
    }
    return -1;
  }

  valueAt(index: number): AnyValue {
    const payload = this.payloadAt(index);
    switch (this.typeAt(index)) {
      case STRING:
        return this.strings.text(payload);
      case INT32:
        return BigInt(payload | 0);
      case INT64:
        return this.bigInts[payload] ?? 0n;
      case DOUBLE:
        return this.doubles[payload] ?? 0;
      case BOOLEAN:
        return payload === 1;
      default:
        return this.objects[payload] ?? null;
    }
  }

  slice(start: number, end: number): Attributes {
    return Array.from({ length: end - start }, (_, offset) => ({
      key: this.keyNames.text(this.keyAt(start + offset)),
      value: this.valueAt(start + offset),
    }));
  }

  trim(): void {
    this.keys.trim();
    this.values.trim();
  }

  private push(key: number, value: AnyValue): void {
    if (typeof value === 'string') this.add(key, STRING, this.strings.intern(value));
    else if (typeof value === 'boolean') this.add(key, BOOLEAN, value ? 1 : 0);
    else if (typeof value === 'number') this.add(key, DOUBLE, this.doubles.push(value) - 1);
    else if (typeof value !== 'bigint')
      this.add(key, isUniformArray(value) ? ARRAY : OPAQUE, this.objects.push(value) - 1);
    else if (value >= -0x8000_0000n && value <= 0x7fff_ffffn) this.add(key, INT32, Number(value));
    else this.add(key, INT64, this.bigInts.push(value) - 1);
  }

  private add(key: number, type: number, payload: number): void {
    this.keys.push(((type << TYPE_SHIFT) | key) >>> 0);
    this.values.push(payload >>> 0);
  }
}

const renumberKeys = (keys: Uint32Array, number: (key: number) => number): Uint32Array =>
  keys.map((key) => ((key & ~KEY_MASK) | number(key & KEY_MASK)) >>> 0);

/** Elements of one of the four types a query can compare; an empty array is nil to it. */
function isUniformArray(value: AnyValue): value is readonly AnyValue[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  const list = value as readonly AnyValue[];
  const type = typeof list[0];
  if (type !== 'string' && type !== 'bigint' && type !== 'number' && type !== 'boolean') return false;
  return list.every((item) => typeof item === type);
}
