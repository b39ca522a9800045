/** A variable's value ready to be written: one or several texts, with what the reader sees for each. */
export interface FormatInput {
  readonly name: string;
  readonly values: readonly string[];
  readonly texts: readonly string[];
  /** Several values were chosen, or all: one value still counts as a list for some formats. */
  readonly isList: boolean;
  /** What follows the second colon. */
  readonly arg: string;
}

type Format = (input: FormatInput) => string;

const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const escapeLucene = (text: string): string => text.replace(/[!*+\-=<>\s&|()[\]{}^~?:\\/"]/g, '\\$&');
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"'/]/g, (char) => `&#${char.charCodeAt(0).toString().padStart(2, '0')};`);
/** `encodeURIComponent` plus the five it leaves. */
const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const glob: Format = ({ values }) => (values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`);
const pipe: Format = ({ values }) => values.join('|');
const quoted =
  (quote: string, escape: (text: string) => string): Format =>
  ({ values }) =>
    values.map((value) => quote + escape(value) + quote).join(',');

/** Grafana's formats by name, as in `${name:csv}`. */
const FORMATS: Readonly<Record<string, Format>> = {
  glob,
  csv: ({ values }) => values.join(','),
  raw: ({ values }) => values.join(','),
  pipe,
  regex: ({ values, isList }) => {
    const escaped = values.map(escapeRegex);
    return isList && escaped.length > 1 ? `(${escaped.join('|')})` : escaped.join('|');
  },
  json: ({ values, isList }) => (isList ? JSON.stringify(values) : (values[0] ?? '')),
  lucene: ({ values, isList }) => {
    if (isList && values.length === 0) return '__empty__';
    if (!isList) return escapeLucene(values[0] ?? '');
    return `(${values.map((value) => `"${escapeLucene(value)}"`).join(' OR ')})`;
  },
  percentencode: ({ values, isList }) => percentEncode(isList ? `{${values.join(',')}}` : (values[0] ?? '')),
  uriencode: (input) => encodeURI(input.isList ? `{${input.values.join(',')}}` : (input.values[0] ?? '')),
  html: (input) => escapeHtml(input.values.join(', ')),
  queryparam: ({ name, values }) => parameters(`var-${name}`, values),
  customqueryparam: ({ name, values, arg }) => {
    const [own = '', prefix = ''] = arg.split(':');
    return values.map((value) => `${percentEncode(own || name)}=${percentEncode(prefix + value)}`).join('&');
  },
  singlequote: quoted("'", (text) => text.replace(/'/g, "\\'")),
  doublequote: quoted('"', (text) => text.replace(/"/g, '\\"')),
  sqlstring: quoted("'", (text) => text.replace(/'/g, "''")),
  text: ({ texts }) => texts.join(' + '),
  join: ({ values, arg }) => values.join(arg || ','),
  distributed: ({ name, values }) => values.map((value, i) => (i === 0 ? value : `${name}=${value}`)).join(','),
  date: ({ values, arg }) => formatDate(Number(values[0]), arg),
};

const parameters = (name: string, values: readonly string[]): string =>
  values.map((value) => `${percentEncode(name)}=${percentEncode(value)}`).join('&');

/** An unknown format is written as `glob`, as in Grafana. */
export function applyFormat(name: string, input: FormatInput): string {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  return (format ?? glob)(input);
}

/** How a language wants values that name no format. `isRegex`: the variable can hold several values. */
export type QueryLanguage = 'promql' | 'logql' | 'traceql' | 'text';

/** Twice: once for the regex, once for the string literal it stands in. */
const doublyEscaped = (value: string): string =>
  value.replace(/\\/g, '\\\\\\\\').replace(/[$^*{}[\]+?.()|]/g, '\\\\$&');

export function formatForLanguage(
  language: QueryLanguage,
  input: FormatInput,
  { isRegex }: { readonly isRegex: boolean },
): string {
  switch (language) {
    case 'promql': {
      if (!isRegex) return (input.values[0] ?? '').replace(/\\/g, '\\\\').replace(/'/g, "\\'");
      const escaped = input.values.map((value) => doublyEscaped(value).replace(/'/g, "\\\\'"));
      return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
    }
    case 'logql':
      return isRegex ? input.values.map(doublyEscaped).join('|') : (input.values[0] ?? '');
    case 'traceql':
      return pipe(input);
    case 'text':
      return glob(input);
  }
}

const two = (value: number, width = 2): string => String(value).padStart(width, '0');

/** `iso`, `seconds`, `ms`, or letters as moment has them, in the reader's zone. */
export function formatDate(ms: number, pattern: string): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '';
  if (pattern === '' || pattern === 'iso') return date.toISOString();
  if (pattern === 'seconds') return String(Math.round(ms / 1000));
  if (pattern === 'ms') return String(ms);
  const parts: Readonly<Record<string, string>> = {
    YYYY: String(date.getFullYear()),
    YY: two(date.getFullYear() % 100),
    MM: two(date.getMonth() + 1),
    M: String(date.getMonth() + 1),
    DD: two(date.getDate()),
    D: String(date.getDate()),
    HH: two(date.getHours()),
    H: String(date.getHours()),
    mm: two(date.getMinutes()),
    m: String(date.getMinutes()),
    ss: two(date.getSeconds()),
    s: String(date.getSeconds()),
    SSS: two(date.getMilliseconds(), 3),
    X: String(Math.floor(ms / 1000)),
    x: String(ms),
  };
  return pattern.replace(/\[([^\]]*)\]|YYYY|YY|MM?|DD?|HH?|mm?|ss?|SSS|X|x/g, (token, literal?: string) =>
    literal === undefined ? (parts[token] ?? token) : literal,
  );
}
