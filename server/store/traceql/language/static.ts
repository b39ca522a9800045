/** A value of TraceQL with its type. Durations are nanoseconds; `attribute` marks what only the data can tell. */
export type Static =
  | { readonly type: 'nil' }
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'duration'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'status'; readonly value: StatusName }
  | { readonly type: 'kind'; readonly value: KindName }
  | { readonly type: 'intArray'; readonly value: readonly number[] }
  | { readonly type: 'floatArray'; readonly value: readonly number[] }
  | { readonly type: 'stringArray'; readonly value: readonly string[] }
  | { readonly type: 'booleanArray'; readonly value: readonly boolean[] };

export type StaticType = Static['type'];
/** What an expression yields, as far as its text tells. */
export type ImpliedType = StaticType | 'attribute' | 'spanset';

export const STATUS_NAMES = ['unset', 'ok', 'error'] as const;
export const KIND_NAMES = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export type StatusName = (typeof STATUS_NAMES)[number];
export type KindName = (typeof KIND_NAMES)[number];

export const NIL: Static = { type: 'nil' };
export const TRUE: Static = { type: 'boolean', value: true };
export const FALSE: Static = { type: 'boolean', value: false };

export const isNumeric = (type: ImpliedType): boolean => type === 'int' || type === 'float' || type === 'duration';

const ARRAY_ELEMENTS: Partial<Record<ImpliedType, StaticType>> = {
  intArray: 'int',
  floatArray: 'float',
  stringArray: 'string',
  booleanArray: 'boolean',
};
export const elementType = (type: ImpliedType): StaticType | undefined => ARRAY_ELEMENTS[type];

/** Whether two types may stand on the two sides of an operator, whichever it is. */
export function isMatchingOperand(left: ImpliedType, right: ImpliedType): boolean {
  if (left === 'attribute' || right === 'attribute' || left === right) return true;
  if (isNumeric(left) && isNumeric(right)) return true;
  if (left === 'nil' || right === 'nil') return true;
  const leftElement = elementType(left);
  if (leftElement) return isMatchingOperand(leftElement, right);
  const rightElement = elementType(right);
  return rightElement !== undefined && isMatchingOperand(rightElement, left);
}

/** The number behind a numeric value, NaN for the others. */
export const toNumber = (value: Static): number =>
  value.type === 'int' || value.type === 'float' || value.type === 'duration' ? value.value : Number.NaN;

/** The elements of an array; another value is its own only element. */
export function elementsOf(value: Static): readonly Static[] {
  switch (value.type) {
    case 'intArray':
      return value.value.map((item) => ({ type: 'int', value: item }));
    case 'floatArray':
      return value.value.map((item) => ({ type: 'float', value: item }));
    case 'stringArray':
      return value.value.map((item) => ({ type: 'string', value: item }));
    case 'booleanArray':
      return value.value.map((item) => ({ type: 'boolean', value: item }));
    default:
      return [value];
  }
}

export function equalStatics(left: Static, right: Static): boolean {
  if (left.type === 'nil' || right.type === 'nil') return false;
  if (isNumeric(left.type) && isNumeric(right.type)) return toNumber(left) === toNumber(right);
  if (left.type !== right.type) return false;
  if (Array.isArray(left.value) && Array.isArray(right.value)) {
    const other: readonly unknown[] = right.value;
    return left.value.length === other.length && left.value.every((item, index) => item === other[index]);
  }
  return left.value === right.value;
}

/** A text that is the same for equal values of one type only: the key of a group or a series. */
export const staticKey = (value: Static): string =>
  value.type === 'nil'
    ? 'nil'
    : `${value.type}\u0000${Array.isArray(value.value) ? JSON.stringify(value.value) : value.value}`;
