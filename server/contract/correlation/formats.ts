/** Formats of `${name:format}` for one value, from Grafana's variable syntax. An unknown format leaves the value. */
export function formatValue(value: string, format: string | null, name: string): string {
  if (format === null) return value;
  const [kind = '', ...rest] = format.split(':');
  switch (kind) {
    case 'regex':
      return escapeRegex(value);
    case 'percentencode':
      return encodeStrictly(value);
    case 'uriencode':
      return encodeURI(value);
    case 'html':
      return value.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
    case 'lucene':
      return value === '' ? '__empty__' : value.replace(/[+\-!(){}[\]^"~*?:\\/&|]/g, '\\$&');
    case 'date':
      return formatDate(value, rest.join(':'));
    case 'queryparam':
      return `var-${encodeStrictly(name)}=${encodeStrictly(value)}`;
    case 'customqueryparam': {
      const [as = name, prefix = ''] = rest;
      return `${prefix}${encodeStrictly(as || name)}=${encodeStrictly(value)}`;
    }
    default:
      return value;
  }
}

/** Text that an RE2 expression matches literally. */
export const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** `encodeURIComponent` with what RFC 3986 reserves besides. */
export const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** An instant in ms as ISO, `iso`, `seconds`, `ms`, or by the tokens of a moment pattern, in UTC. */
function formatDate(value: string, pattern: string): string {
  const ms = Number(value);
  if (value === '' || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return value;
  const iso = new Date(ms).toISOString();
  if (pattern === '' || pattern === 'iso') return iso;
  if (pattern === 'seconds') return String(Math.round(ms / 1000));
  if (pattern === 'ms') return String(Math.round(ms));
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', milli = ''] =
    /^([+-]?\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})/.exec(iso) ?? [];
  const tokens: Readonly<Record<string, string>> = {
    YYYY: year,
    YY: year.slice(-2),
    MM: month,
    DD: day,
    HH: hour,
    mm: minute,
    ss: second,
    SSS: milli,
    x: String(Math.round(ms)),
    X: String(Math.floor(ms / 1000)),
  };
  return pattern.replace(
    /\[([^\]]*)\]|YYYY|YY|MM|DD|HH|mm|SSS|ss|x|X/g,
    (token, literal?: string) => literal ?? tokens[token] ?? token,
  );
}
