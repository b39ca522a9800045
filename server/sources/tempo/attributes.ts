import type { Attributes, AttributeValue } from '../../contract/traces.ts';
import { asArray, asNumber, asObject, asString } from '../json.ts';

/** OTLP's list of key and typed value as an object. A key given twice keeps its last value. */
export function decodeAttributes(value: unknown): Attributes {
  const entries = asArray(value, 'attributes').map((item): [string, AttributeValue] => {
    const { key, value: typed } = asObject(item, 'attributes[]');
    return [asString(key, 'attributes[].key'), decodeAnyValue(typed)];
  });
  return Object.fromEntries(entries);
}

export function decodeAnyValue(value: unknown): AttributeValue {
  const typed = asObject(value ?? {}, "an attribute's value");
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, arrayValue, kvlistValue } = typed;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  if (intValue !== undefined) return decodeInteger(intValue);
  if (doubleValue !== undefined) return decodeDouble(doubleValue);
  if (typeof bytesValue === 'string') return bytesValue;
  if (arrayValue !== undefined) {
    return asArray(asObject(arrayValue, 'arrayValue')['values'], 'arrayValue.values').map(decodeAnyValue);
  }
  if (kvlistValue !== undefined) return decodeAttributes(asObject(kvlistValue, 'kvlistValue')['values']);
  return '';
}

function decodeInteger(value: unknown): AttributeValue {
  const number = asNumber(value, 'intValue');
  return Number.isSafeInteger(number) ? number : String(value);
}

/** JSON has no NaN and no infinities: they stay text. */
function decodeDouble(value: unknown): AttributeValue {
  const number = asNumber(value, 'doubleValue');
  return Number.isFinite(number) ? number : String(value);
}

export const attributeText = (value: AttributeValue | undefined): string => {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
};
