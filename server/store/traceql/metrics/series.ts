import { formatStatic } from '../language/format.ts';
import { staticKey, type Static } from '../language/static.ts';

export interface Label {
  readonly name: string;
  readonly value: Static;
}
export interface Exemplar {
  readonly labels: readonly Label[];
  /** NaN until the series is finished: then the sample of its interval. */
  readonly value: number;
  /** Epoch ms. */
  readonly timestampMs: number;
}
export interface Series {
  readonly labels: readonly Label[];
  /** One value an interval; NaN is no sample. */
  readonly values: Float64Array;
  readonly exemplars: readonly Exemplar[];
}
/** By `seriesKey`. */
export type SeriesSet = ReadonlyMap<string, Series>;

export const NAME_LABEL = '__name__';

/** Series of the same labels have the same key; a name alone is no label. */
export const seriesKey = (labels: readonly Label[]): string =>
  labels
    .filter(({ name }) => name !== NAME_LABEL)
    .map(({ name, value }) => `${name}\u0001${staticKey(value)}`)
    .join('\u0002');

const TYPE_ORDER: readonly Static['type'][] = ['nil', 'int', 'float', 'string', 'boolean'];

/** Tempo's order of series for ties: above zero when `a` comes first by its texts. */
export function compareLabels(a: readonly Label[], b: readonly Label[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]];
    const byText = compare(textOf(left), textOf(right)) || compare(left?.name ?? '', right?.name ?? '');
    if (byText !== 0) return -byText;
    const byType = compare(typeOrder(left), typeOrder(right)) || compare(numberOf(left), numberOf(right));
    if (byType !== 0) return byType;
  }
  return 0;
}

const compare = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
const textOf = (label: Label | undefined) => (label?.value.type === 'string' ? label.value.value : '');
const typeOrder = (label: Label | undefined) => (label ? TYPE_ORDER.indexOf(label.value.type) : -1);
const numberOf = (label: Label | undefined) =>
  label && label.value.type !== 'nil' && typeof label.value.value !== 'object' ? Number(label.value.value) || 0 : 0;

/**
 * A value as a label carries it. Statuses, kinds and durations become texts there; an array does not survive and shows
 * as "nil".
 */
export function toLabelValue(value: Static): Static {
  switch (value.type) {
    case 'nil':
    case 'int':
    case 'float':
    case 'string':
    case 'boolean':
      return value;
    case 'status':
    case 'kind':
    case 'duration':
      return { type: 'string', value: formatStatic(value) };
    default:
      return { type: 'string', value: 'nil' };
  }
}
