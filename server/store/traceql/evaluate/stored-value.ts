import { NIL, type Static } from '../language/static.ts';
import type { AnyValue } from '../../telemetry.ts';
import type { Chunk } from '../storage/chunk.ts';
import { ARRAY, BOOLEAN, DOUBLE, INT32, INT64, STRING } from '../storage/packed-attributes.ts';

/** What TraceQL sees of the attribute at `index`. An array of one element is that element. */
export function readStoredValue(chunk: Chunk, index: number): Static {
  const { attributes } = chunk;
  const payload = attributes.payloadAt(index);
  switch (attributes.typeAt(index)) {
    case STRING:
      return { type: 'string', value: chunk.strings.text(payload) };
    case INT32:
      return { type: 'int', value: payload | 0 };
    case INT64:
      return { type: 'int', value: Number(attributes.bigInts[payload] ?? 0n) };
    case DOUBLE:
      return { type: 'float', value: attributes.doubles[payload] ?? 0 };
    case BOOLEAN:
      return { type: 'boolean', value: payload === 1 };
    case ARRAY:
      return toArray(attributes.objects[payload] as readonly AnyValue[]);
    default:
      return NIL;
  }
}

function toArray(values: readonly AnyValue[]): Static {
  const [first] = values;
  switch (typeof first) {
    case 'string':
      return fromElements(values.map((value) => ({ type: 'string', value: String(value) })));
    case 'bigint':
      return fromElements(values.map((value) => ({ type: 'int', value: Number(value) })));
    case 'number':
      return fromElements(values.map((value) => ({ type: 'float', value: Number(value) })));
    case 'boolean':
      return fromElements(values.map((value) => ({ type: 'boolean', value: value === true })));
    default:
      return NIL;
  }
}

/** An array again from elements of one type; one alone is no array, none is nil. */
export function fromElements(elements: readonly Static[]): Static {
  const [first] = elements;
  if (!first || elements.length === 1) return first ?? NIL;
  switch (first.type) {
    case 'string':
      return { type: 'stringArray', value: elements.flatMap((item) => (item.type === 'string' ? [item.value] : [])) };
    case 'int':
      return { type: 'intArray', value: elements.flatMap((item) => (item.type === 'int' ? [item.value] : [])) };
    case 'float':
      return { type: 'floatArray', value: elements.flatMap((item) => (item.type === 'float' ? [item.value] : [])) };
    case 'boolean':
      return { type: 'booleanArray', value: elements.flatMap((item) => (item.type === 'boolean' ? [item.value] : [])) };
    default:
      return NIL;
  }
}
