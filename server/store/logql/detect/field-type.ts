import { formatBytes, parseBytes } from '../go/bytes.ts';
import { parseGoDuration } from '../go/duration.ts';
import { parseGoFloat } from '../go/numbers.ts';

export type FieldType = 'string' | 'int' | 'float' | 'boolean' | 'duration' | 'bytes';

const BOOLEANS = new Set(['1', 't', 'T', 'true', 'TRUE', 'True', '0', 'f', 'F', 'false', 'FALSE', 'False']);
const BYTE_UNIT = /(?:[kmgtpe]?i?b|[kmgtpe]i?)$/i;

export function fieldType(value: string): FieldType {
  if (/^[+-]?\d{1,19}$/.test(value)) return 'int';
  if (!(parseGoFloat(value) instanceof Error)) return 'float';
  if (BOOLEANS.has(value)) return 'boolean';
  if (!(parseGoDuration(value) instanceof Error)) return 'duration';
  return parseBytes(value) instanceof Error ? 'string' : 'bytes';
}

/** A value as it can be put into a query: sizes are written without a space. */
export function queryableValue(value: string): string {
  const bytes = parseBytes(value);
  return bytes instanceof Error || !BYTE_UNIT.test(value) ? value : formatBytes(bytes);
}
