import { formatGoFloat } from '../go/numbers.ts';
import { goTimeText, type GoTime } from '../go/time.ts';

/**
 * What a template computes with: `bigint` is Go's int, `number` float64, a Map or an array comes from `fromJson`,
 * null is nil.
 */
export type Value = string | bigint | number | boolean | null | GoTime | readonly Value[] | ReadonlyMap<string, Value>;

export const isTime = (value: Value): value is GoTime =>
  typeof value === 'object' && value !== null && 'unixNano' in value;
export const isMap = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export function isTrue(value: Value): boolean {
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  if (isList(value)) return value.length > 0;
  return isMap(value) ? value.size > 0 : true;
}

/** As Go prints a value with `%v`. */
export function printValue(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatGoFloat(value);
  if (value === null) return '<nil>';
  if (typeof value !== 'object') return String(value);
  if (isTime(value)) return goTimeText(value);
  if (isList(value)) return `[${value.map(printValue).join(' ')}]`;
  const entries = sortedEntries(value).map(([key, item]) => `${key}:${printValue(item)}`);
  return `map[${entries.join(' ')}]`;
}

export const sortedEntries = (map: ReadonlyMap<string, Value>): [string, Value][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** Go's name of the value's type, for error messages. */
export function typeName(value: Value): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'number') return 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (value === null) return 'nil';
  if (isTime(value)) return 'time.Time';
  return isList(value) ? '[]interface {}' : 'map[string]interface {}';
}

export function fromJsonValue(value: unknown): Value {
  if (Array.isArray(value)) return value.map(fromJsonValue);
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, item]) => [key, fromJsonValue(item)]));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
