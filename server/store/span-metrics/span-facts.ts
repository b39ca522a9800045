import type { AnyValue, Attributes, Span } from '../telemetry.ts';

/** An attribute's value as text, from the first list that has it. */
export function findText(name: string, ...lists: readonly Attributes[]): string | undefined {
  for (const list of lists) {
    const found = list.find(({ key }) => key === name);
    if (found) return toText(found.value);
  }
  return undefined;
}

/** As labels carry values. */
function toText(value: AnyValue): string {
  if (value === null) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return (value as readonly AnyValue[]).map(toText).join(',');
  return 'entries' in value
    ? (value.entries as Attributes).map(({ key, value: item }) => `${key}=${toText(item)}`).join(',')
    : '';
}

/** Seconds a span took; one that ends before it starts took none. */
export const durationSeconds = ({ startUnixNano, endUnixNano }: Span): number =>
  endUnixNano > startUnixNano ? Number(endUnixNano - startUnixNano) / 1e9 : 0;

export const endMs = ({ endUnixNano }: Span): number => Number(endUnixNano / 1_000_000n);

/** Leading zeros stripped, as Tempo shows trace IDs. */
export const shortId = (id: string): string => id.replace(/^0+/, '');

export const KIND_SERVER = 2;
export const KIND_CLIENT = 3;
export const KIND_PRODUCER = 4;
export const KIND_CONSUMER = 5;
export const STATUS_ERROR = 2;
