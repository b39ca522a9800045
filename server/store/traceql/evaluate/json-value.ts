import { formatStatic } from '../language/format.ts';
import { elementsOf, elementType, type Static } from '../language/static.ts';

/** An OTLP AnyValue in JSON. */
export type JsonValue = Readonly<Record<string, unknown>>;
export interface JsonKeyValue {
  readonly key: string;
  readonly value: JsonValue;
}

/** A value of a query as Tempo's answers write it: durations, statuses, kinds and nil are texts. */
export function toJsonValue(value: Static): JsonValue {
  if (elementType(value.type)) return { arrayValue: { values: elementsOf(value).map(toJsonValue) } };
  switch (value.type) {
    case 'int':
      return { intValue: formatStatic(value) };
    case 'float':
      return { doubleValue: toJsonNumber(value.value) };
    case 'boolean':
      return { boolValue: value.value };
    default:
      return { stringValue: formatStatic(value) };
  }
}

/** JSON has no numbers for what is not finite; protobuf's mapping writes texts. */
export function toJsonNumber(value: number): number | string {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}
