import { applyFormat, formatForLanguage, type FormatInput, type QueryLanguage } from './formats.ts';

/** What a name stands for while a text is filled in. */
export interface ScopeValue {
  readonly values: readonly string[];
  readonly texts: readonly string[];
  /** Can hold several values (multi or All): query languages then write it as a regular expression. */
  readonly isMulti: boolean;
  /** Several values were chosen, or all. */
  readonly isList: boolean;
  /** Written as it is, whatever the format: macros, and `allValue`. */
  readonly isLiteral?: boolean;
  /** `${name.field}`. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A name's value, or null for a name nobody knows: the text then stays as it is. */
export type Scope = (name: string) => ScopeValue | null;

export const literal = (text: string, fields?: Readonly<Record<string, string>>): ScopeValue => ({
  values: [text],
  texts: [text],
  isMulti: false,
  isList: false,
  isLiteral: true,
  ...(fields ? { fields } : {}),
});

/** Several scopes as one; the first that knows a name wins. */
export const chain =
  (...scopes: readonly Scope[]): Scope =>
  (name) => {
    for (const scope of scopes) {
      const value = scope(name);
      if (value) return value;
    }
    return null;
  };

/** `$name`, `[[name:format]]`, `${name}`, `${name.field:format:argument}`. */
const PATTERN = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:}]+))?(?::([^}]+))?\}/g;

/** Fills in variables and macros. `language` decides how values without a format are written. */
export function interpolate(text: string, scope: Scope, language: QueryLanguage = 'text'): string {
  if (!text.includes('$') && !text.includes('[[')) return text;
  return text.replace(PATTERN, (match, ...groups: unknown[]) => {
    const [bare, square, squareFormat, curly, field, format] = groups as (string | undefined)[];
    const name = bare ?? square ?? curly ?? '';
    const value = scope(name);
    if (!value) return match;
    if (field !== undefined && value.fields) return value.fields[field] ?? match;
    return write({ name, value, format: squareFormat ?? format }, language);
  });
}

interface Written {
  readonly name: string;
  readonly value: ScopeValue;
  readonly format: string | undefined;
}
function write({ name, value, format }: Written, language: QueryLanguage): string {
  const colon = format?.indexOf(':') ?? -1;
  const formatName = format === undefined ? '' : colon < 0 ? format : format.slice(0, colon);
  const arg = format !== undefined && colon >= 0 ? format.slice(colon + 1) : '';
  const input: FormatInput = { name, values: value.values, texts: value.texts, isList: value.isList, arg };
  if (formatName !== '') return applyFormat(formatName, input);
  if (value.isLiteral) return value.values.join(',');
  return formatForLanguage(language, input, { isRegex: value.isMulti });
}

/** The names a text mentions, whether anybody knows them or not. */
export function mentionedNames(text: string): readonly string[] {
  const names = new Set<string>();
  for (const [, bare, square, , curly] of text.matchAll(PATTERN)) names.add(bare ?? square ?? curly ?? '');
  return [...names];
}
