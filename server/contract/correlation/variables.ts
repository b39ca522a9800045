/**
 * Variables in link templates: `$name`, `${name}`, `${name.path}`, `${name["a.b"]}`, `${name:format}`, `[[name:format]]`.
 * Values come from telemetry, so they are hostile: where a value lands in a query it is escaped for the place it lands
 * in, and where it cannot be escaped the template yields nothing. Source of the syntax: Grafana's template variables.
 */

/** The value of a path such as `__span.traceId` or `__data.fields["x"]`, or undefined when there is none. */
export type Lookup = (path: string) => string | undefined;

/** Variables that Grafana fills in later (time, interval, user): they neither hide a link nor are they replaced here. */
const LATER =
  /^(__interval(_ms)?|__rate_interval(_ms)?|__auto|__range(_s|_ms)?|__from|__to|timeFilter|__timeFilter|__user.*|__org.*)$/;

const VARIABLE = /\$\{([^{}]*(?:\["[^"]*"\][^{}]*)*)\}|\[\[([^[\]]+)\]\]|\$([A-Za-z_]\w*)/g;

interface Reference {
  readonly path: string;
  readonly format: string | null;
}

function reference(match: RegExpMatchArray): Reference {
  const braced = match[1] ?? match[2];
  if (braced === undefined) return { path: match[3] ?? '', format: null };
  const colon = /^(.*?["\]]|[^:]*):(.+)$/.exec(braced);
  return colon ? { path: colon[1] ?? '', format: colon[2] ?? '' } : { path: braced, format: null };
}

/** The references of a template that nothing answers. */
export function unresolved(template: string, lookup: Lookup): string[] {
  const missing: string[] = [];
  for (const match of template.matchAll(VARIABLE)) {
    const { path } = reference(match);
    if (!LATER.test(path) && lookup(path) === undefined) missing.push(path);
  }
  return missing;
}

/** A URL: every value is percent-encoded, unless it is a whole query string already (`${__url_time_range}`). */
export function interpolateUrl(template: string, lookup: Lookup): string | null {
  const url = template.replace(VARIABLE, (whole, ...groups) => {
    const { path, format } = reference([whole, ...(groups as string[])]);
    const value = lookup(path) ?? '';
    if (path === '__url_time_range' || path === '__all_variables' || format === 'queryparam') return value;
    // A template that is nothing but the value means the value is the address.
    return whole === template ? value : encodeURIComponent(value);
  });
  return safeHref(url);
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
 * must be a plain word, a number, a duration or an ID.
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
    const value = lookup(path);
    if (value === undefined) {
      if (!LATER.test(path)) return null;
      out += match[0];
      continue;
    }
    const placed = path === '__tags' && !quotes.open ? value : place(value, quotes, format);
    if (placed === null) return null;
    out += placed;
  }
  return out + template.slice(end);
}

const PLAIN = /^[\w.:/+-]*$/;

function place(value: string, quotes: QuoteTracker, format: string | null): string | null {
  if (quotes.open === '') return PLAIN.test(value) ? value : null;
  const text = quotes.inRegex || format === 'regex' ? escapeRegex(value) : value;
  if (quotes.open === '`') return text.includes('`') ? null : text;
  return escapeIn(text, quotes.open);
}

/** Follows which quote a query template is in: `"`, `` ` `` or, in PromQL, `'`. */
class QuoteTracker {
  open = '';
  inRegex = false;
  private last = '';

  read(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const c = text.charAt(i);
      if (this.open === '') {
        if (c === '"' || c === '`' || c === "'") {
          this.open = c;
          this.inRegex = /(=~|!~|\|~)\s*$/.test(this.last + text.slice(0, i));
        }
      } else if (c === '\\' && this.open !== '`') i++;
      else if (c === this.open) this.open = '';
    }
    this.last = (this.last + text).slice(-8);
  }
}

const escapeIn = (text: string, quote: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    // oxlint-disable-next-line no-control-regex -- control characters are what must be escaped
    .replace(/[\u0000-\u001f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** Text as a double-quoted string of PromQL, LogQL or TraceQL. */
export const quote = (text: string): string => `"${escapeIn(text, '"')}"`;

/** Text that an RE2 expression matches literally. */
export const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
