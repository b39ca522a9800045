/** What decides how a metric's name ends. */
export type NamedKind = 'gauge' | 'counter' | 'other';

const UNITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    d: 'days',
    h: 'hours',
    min: 'minutes',
    s: 'seconds',
    ms: 'milliseconds',
    us: 'microseconds',
    ns: 'nanoseconds',
    By: 'bytes',
    KiBy: 'kibibytes',
    MiBy: 'mebibytes',
    GiBy: 'gibibytes',
    TiBy: 'tibibytes',
    KBy: 'kilobytes',
    MBy: 'megabytes',
    GBy: 'gigabytes',
    TBy: 'terabytes',
    m: 'meters',
    V: 'volts',
    A: 'amperes',
    J: 'joules',
    W: 'watts',
    g: 'grams',
    Cel: 'celsius',
    Hz: 'hertz',
    '1': '',
    '%': 'percent',
  }),
);

const PER_UNITS: ReadonlyMap<string, string> = new Map(
  Object.entries({ s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month', y: 'year' }),
);

/** Units in braces are remarks, not units. */
function unitWord(unit: string | undefined, words: ReadonlyMap<string, string>): string {
  const trimmed = unit?.trim() ?? '';
  if (trimmed === '' || /[{}]/.test(trimmed)) return '';
  return (words.get(trimmed) ?? trimmed).replace(/[^a-zA-Z0-9:]+/g, '_').replace(/^_+/, '');
}

function unitWords(unit: string): { readonly main: string; readonly per: string } {
  const slash = unit.indexOf('/');
  if (slash < 0) return { main: unitWord(unit, UNITS), per: '' };
  return { main: unitWord(unit.slice(0, slash), UNITS), per: unitWord(unit.slice(slash + 1), PER_UNITS) };
}

/** The Prometheus name of an OpenTelemetry metric: words joined by `_`, then the unit, then `_total` or `_ratio`. */
export function prometheusName(name: string, unit: string, kind: NamedKind): string {
  let words = name.split(/[^a-zA-Z0-9:]+/).filter((word) => word !== '');
  const { main, per } = unitWords(unit);
  if (main !== '' && !words.includes(main)) words.push(per === '' ? main : main.replace(/_$/, ''));
  // Prometheus looks for `per_second` among the words, where it never is.
  if (per !== '') words.push('per', per.replace(/_$/, ''));
  if (kind === 'counter') words = [...words.filter((word) => word !== 'total'), 'total'];
  if (kind === 'gauge' && unit === '1') words = [...words.filter((word) => word !== 'ratio'), 'ratio'];
  const joined = words.join('_');
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** The unit as metadata says it: `seconds`, `bytes_per_second`. */
export function unitName(unit: string): string {
  const { main, per } = unitWords(unit);
  if (per === '') return main;
  return main === '' ? `per_${per}` : `${main}_per_${per}`;
}

/** A label name in the old alphabet. */
export function prometheusLabel(name: string): string {
  const clean = name.replace(/[^a-zA-Z0-9_]/g, '_');
  if (/^\d/.test(clean)) return `key_${clean}`;
  return clean.startsWith('_') && !clean.startsWith('__') ? `key${clean}` : clean;
}
