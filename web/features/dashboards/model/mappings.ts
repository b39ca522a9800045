import { z } from 'zod';
import { toRegExp } from './field-config.ts';

/** What a value mapping shows instead of a value. */
export interface MappedValue {
  readonly text: string | null;
  readonly color: string | null;
}

const Result = z.looseObject({ text: z.string().nullish().catch(null), color: z.string().nullish().catch(null) });
const Mapping = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('value'), options: z.record(z.string(), Result) }),
  z.looseObject({
    type: z.literal('range'),
    options: z.looseObject({ from: z.number().nullish(), to: z.number().nullish(), result: Result }),
  }),
  z.looseObject({ type: z.literal('regex'), options: z.looseObject({ pattern: z.string(), result: Result }) }),
  z.looseObject({ type: z.literal('special'), options: z.looseObject({ match: z.string(), result: Result }) }),
]);

/** The first mapping that fits, or null. Malformed mappings fit nothing. */
export function mapValue(mappings: readonly unknown[], value: number | string | null): MappedValue | null {
  for (const raw of mappings) {
    const mapping = Mapping.safeParse(raw);
    const result = mapping.success ? resultOf(mapping.data, value) : null;
    if (result) return { text: result.text ?? null, color: result.color ?? null };
  }
  return null;
}

function resultOf(mapping: z.infer<typeof Mapping>, value: number | string | null): z.infer<typeof Result> | null {
  switch (mapping.type) {
    case 'value': {
      const key = String(value);
      return Object.hasOwn(mapping.options, key) ? (mapping.options[key] ?? null) : null;
    }
    case 'range': {
      const { from, to, result } = mapping.options;
      const number = typeof value === 'string' ? Number(value) : value;
      if (number === null || Number.isNaN(number)) return null;
      return number >= (from ?? -Infinity) && number <= (to ?? Infinity) ? result : null;
    }
    case 'regex':
      return value !== null && toRegExp(mapping.options.pattern)?.test(String(value)) ? mapping.options.result : null;
    case 'special':
      return isSpecial(mapping.options.match, value) ? mapping.options.result : null;
  }
}

function isSpecial(match: string, value: number | string | null): boolean {
  const isNaNValue = typeof value === 'number' && Number.isNaN(value);
  switch (match) {
    case 'null':
      return value === null;
    case 'nan':
      return isNaNValue;
    case 'null+nan':
      return value === null || isNaNValue;
    case 'empty':
      return value === '';
    case 'true':
    case 'false':
      return String(value) === match;
    default:
      return false;
  }
}
