/**
 * Variables in link templates: `$name`, `${name}`, `${name.path}`, `${name["a.b"]}`, `${name:format}`, `[[name:format]]`.
 * Values come from telemetry, so they are hostile: where a value lands in a query it is escaped for the place it lands
 * in, and where it cannot be escaped the template yields nothing. Source of the syntax: Grafana's template variables.
 */
import { encodeStrictly, escapeRegex, formatValue } from './formats.ts';
import { QuoteTracker } from './quote-tracker.ts';

/** The value of a path such as `__span.traceId` or `__data.fields["x"]`, or undefined when there is none. */
export type Lookup = (path: string) => string | undefined;

/** Variables that the pane fills in when it runs the query: they neither hide a link nor are they replaced here. */
const LATER = /^(__interval(_ms)?|__rate_interval(_ms)?|__auto|__range(_s|_ms)?|timeFilter|__timeFilter)$/;
/** Built-ins of Grafana's users, which Sightline has none of; they do not hide a link there, and do not here. */
const NOBODY = /^(__user|__org)(\.\w+)?$/;

const VARIABLE = /\$\{([^{}]*(?:\["[^"]*"\][^{}]*)*)\}|\[\[([^[\]]+)\]\]|\$([A-Za-z_]\w*)/g;

interface Reference {
  readonly path: string;
  readonly format: string | null;
}

const PATH_AND_FORMAT = /^([^:[\]]*(?:\[(?:"[^"]*"|'[^']*'|\d+)\][^:[\]]*)*)(?::(.*))?$/s;

function reference(match: RegExpMatchArray): Reference {
  const braced = match[1] ?? match[2];
  if (braced === undefined) return { path: match[3] ?? '', format: null };
  const [, path = braced, format = null] = PATH_AND_FORMAT.exec(braced) ?? [];
  return { path, format };
}

/** Lone halves of surrogate pairs have no encoding in a URL. */
const find = (path: string, lookup: Lookup): string | undefined =>
  (lookup(path) ?? (NOBODY.test(path) ? '' : undefined))?.toWellFormed();

/** The references of a template that nothing answers. */
export function unresolved(template: string, lookup: Lookup): string[] {
  const missing: string[] = [];
  for (const match of template.matchAll(VARIABLE)) {
    const { path } = reference(match);
    if (!LATER.test(path) && find(path, lookup) === undefined) missing.push(path);
  }
  return missing;
}

/** Values that are a whole query string already. */
const WHOLE_QUERY = new Set(['__url_time_range', '__all_variables']);

/**
 * A URL: every value is percent-encoded, unless it is a whole query string (`${__url_time_range}`) or its format encodes
 * it. `:raw` and `:uriencode` keep the slashes of a path.
 *
 * @returns null when a variable has no value, or when the address is none that a link may have
 */
export function interpolateUrl(template: string, lookup: Lookup): string | null {
  let isComplete = true;
  const url = template.replace(VARIABLE, (whole, ...groups) => {
    const { path, format } = reference([whole, ...(groups as string[])]);
    const value = find(path, lookup);
    if (value === undefined) isComplete = false;
    if (value === undefined || WHOLE_QUERY.has(path)) return value ?? '';
    // A template that is nothing but the value means the value is the address.
    if (whole === template) return value;
    if (format === 'raw' || format === 'uriencode') return value.split('/').map(encodeStrictly).join('/');
    const text = formatValue(value, format, path);
    return /^(percentencode|queryparam|customqueryparam)\b/.test(format ?? '') ? text : encodeURIComponent(text);
  });
  return isComplete ? safeHref(url) : null;
}

const MAX_TITLE = 200;

/** A title: text that is shown and never followed. What nothing answers stays as it is, as in Grafana. */
export function interpolateTitle(template: string, lookup: Lookup): string {
  const title = template.replace(VARIABLE, (whole, ...groups) => {
    const { path, format } = reference([whole, ...(groups as string[])]);
    const value = find(path, lookup);
    return value === undefined ? whole : formatValue(value, format, path);
  });
  return title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1).toWellFormed()}…` : title;
}

/** http, https, or a path on this origin. Anything else (`javascript:`, `data:`, `//host`) is no link. */
export function safeHref(url: string): string | null {
  // oxlint-disable-next-line no-control-regex -- browsers drop these from URLs, so `java\tscript:` must not pass
  const text = url.replace(/[\u0000-\u0020]+/g, (space) => (space === ' ' ? '%20' : ''));
  if (/^https?:\/\/[^/\\]/i.test(text)) return text;
  return /^\/(?![/\\])/.test(text) ? text : null;
}

/**
 * A query. Inside quotes a value is escaped for that quote, and in a regex matcher for the regex too; outside quotes it
 * must be a word, a number, a duration or an ID.
 *
 * @returns null when a variable has no value or a value cannot stand where the template puts it
 */
export function interpolateQuery(template: string, lookup: Lookup): string | null {
  let out = '';
  let end = 0;
  const quotes = new QuoteTracker();
  for (const match of template.matchAll(VARIABLE)) {
    const before = template.slice(end, match.index);
    out += before;
    quotes.read(before);
    end = match.index + match[0].length;
    const { path, format } = reference(match);
    const value = find(path, lookup);
    if (value === undefined) {
      if (!LATER.test(path)) return null;
      out += match[0];
      continue;
    }
    const placed = path === '__tags' && !quotes.open ? value : place(value, quotes, { format, name: path });
    if (placed === null) return null;
    out += placed;
  }
  return out + template.slice(end);
}

const BARE = /^-?[\w.:]*$/;
const PLAIN_IN_TEMPLATE = /^[^"'`\\{}\r\n]*$/;
const QUOTES: Readonly<Record<string, string>> = { doublequote: '"', singlequote: "'", sqlstring: "'" };

function place(value: string, quotes: QuoteTracker, as: { readonly format: string | null; readonly name: string }) {
  const own = QUOTES[as.format ?? ''];
  if (own) return quotes.open === '' ? `${own}${escapeIn(value, own)}${own}` : null;
  const isRegex = quotes.inRegex || as.format === 'regex';
  if (quotes.open === '') return BARE.test(value) ? formatValue(value, as.format, as.name) : null;
  if (quotes.isEscaping) return null;
  if (quotes.inTemplate && !PLAIN_IN_TEMPLATE.test(value)) return null;
  const text = isRegex ? escapeRegex(value) : formatValue(value, as.format, as.name);
  if (quotes.open === '`') return text.includes('`') ? null : text;
  return escapeIn(text, quotes.open);
}

const escapeIn = (text: string, quote: string): string =>
  text
    .toWellFormed()
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    // oxlint-disable-next-line no-control-regex -- control characters are what must be escaped
    .replace(/[\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** Text as a double-quoted string of PromQL, LogQL or TraceQL. */
export const quote = (text: string): string => `"${escapeIn(text, '"')}"`;
