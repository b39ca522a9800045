import { z } from 'zod';
import { testPattern, toRegExp } from './field-config.ts';

/** The part of a panel's transformations that this module carries out on series, in the panel's order. */
export interface Transformation {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
}

const Rename = z.looseObject({ regex: z.string(), renamePattern: z.string().catch('') });

/** `renameByRegex`. */
export function renameSeries<T extends { readonly name: string }>(
  series: readonly T[],
  transformations: readonly Transformation[],
): readonly T[] {
  const rules = transformations
    .filter(({ id }) => id === 'renameByRegex')
    .flatMap(({ options }) => {
      const parsed = Rename.safeParse(options);
      const pattern = parsed.success ? toRegExp(parsed.data.regex) : null;
      return parsed.success && pattern ? [{ pattern, to: parsed.data.renamePattern }] : [];
    });
  if (rules.length === 0) return series;
  return series.map((one) => ({
    ...one,
    name: rules.reduce((name, { pattern, to }) => name.replace(pattern, to), one.name),
  }));
}

const Names = z.looseObject({ names: z.array(z.string()).optional(), pattern: z.string().optional() });
const Filter = z.looseObject({ include: Names.optional(), exclude: Names.optional() });

/** `filterFieldsByName`. */
export function selectSeriesByName<T extends { readonly name: string }>(
  items: readonly T[],
  transformations: readonly Transformation[],
): readonly T[] {
  let kept = items;
  for (const { id, options } of transformations) {
    const parsed = id === 'filterFieldsByName' ? Filter.safeParse(options) : null;
    if (parsed?.success) kept = kept.filter(({ name }) => isKept(name, parsed.data));
  }
  return kept;
}

function isKept(name: string, { include, exclude }: z.infer<typeof Filter>): boolean {
  const isNamed = ({ names, pattern }: z.infer<typeof Names>): boolean =>
    (names?.includes(name) ?? false) || (pattern !== undefined && pattern !== '' && testPattern(pattern, name));
  if (include && (include.names || include.pattern) && !isNamed(include)) return false;
  return !(exclude && isNamed(exclude));
}
