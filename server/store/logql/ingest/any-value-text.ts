import type { AnyValue, KeyValueList } from '../../telemetry.ts';

export const isKeyValueList = (value: AnyValue): value is KeyValueList =>
  typeof value === 'object' && value !== null && 'entries' in value && Array.isArray(value.entries);

/** An OTLP value as text: what is no scalar becomes JSON, bytes become base64. */
export function anyValueText(value: AnyValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'object') return toJson(value);
  return typeof value === 'number' ? numberText(value) : String(value);
}

const numberText = (value: number) =>
  Number.isFinite(value)
    ? Object.is(value, -0)
      ? '-0'
      : String(value)
    : `json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`;

function toJson(value: AnyValue): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'string') return jsonString(value);
  if (value instanceof Uint8Array) return jsonString(Buffer.from(value).toString('base64'));
  if (!isKeyValueList(value)) return `[${(value as readonly AnyValue[]).map(toJson).join(',')}]`;
  // The last of equal keys counts; keys are sorted.
  const entries = [...new Map(value.entries.map((entry) => [entry.key, entry.value]))];
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${jsonString(key)}:${toJson(item)}`).join(',')}}`;
}

/** As Go writes strings, with what is special to HTML escaped. */
const jsonString = (text: string) =>
  JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
