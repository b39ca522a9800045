import { sourceRef, type DataSource } from '../provisioning/data-source.ts';
import { DecodeFailed } from '../http/problem.ts';

/** Narrowing for upstream answers: strict on what we read, silent about the rest. */
export class Mismatch extends Error {}

export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws Mismatch */
export function asObject(value: unknown, where: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new Mismatch(`expected an object at ${where}`);
}

/** null is an empty list: Go's encoder writes it for one. @throws Mismatch */
export function asArray(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === null || value === undefined) return [];
  throw new Mismatch(`expected a list at ${where}`);
}

/** @throws Mismatch */
export function asString(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new Mismatch(`expected a text at ${where}`);
}

export const optionalString = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A number, or one in a text, NaN and infinities included. @throws Mismatch */
export function asNumber(value: unknown, where: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    const number = parseNumber(value);
    if (number !== null) return number;
  }
  throw new Mismatch(`expected a number at ${where}`);
}

function parseNumber(text: string): number | null {
  if (text === 'NaN') return NaN;
  if (text === '+Inf' || text === 'Inf' || text === 'Infinity') return Infinity;
  if (text === '-Inf' || text === '-Infinity') return -Infinity;
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? null : number;
}

/** @throws Mismatch */
export function asLabels(value: unknown, where: string): Readonly<Record<string, string>> {
  const labels = asObject(value ?? {}, where);
  for (const label of Object.values(labels)) asString(label, where);
  return labels as Readonly<Record<string, string>>;
}

export const asStrings = (value: unknown, where: string): readonly string[] =>
  asArray(value, where).map((item) => asString(item, where));

/** Decodes a source's answer. @throws DecodeFailed naming the source when it is not of the expected form. */
export function decodeAnswer<T>(source: DataSource, body: unknown, decode: (body: unknown) => T): T {
  try {
    return decode(body);
  } catch (error) {
    if (!(error instanceof Mismatch) && !(error instanceof RangeError)) throw error;
    throw new DecodeFailed(`"${source.name}" answered JSON of an unexpected form: ${error.message}`, {
      source: sourceRef(source),
      hint: 'Is the URL right, and the type of the data source?',
      cause: error,
    });
  }
}
