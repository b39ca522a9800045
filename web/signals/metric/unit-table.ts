/** How a unit id turns a number into text. */
export type UnitKind =
  | { readonly kind: 'plain'; readonly suffix: string; readonly prefix?: string }
  /** Prefixes in powers of `base`; `offset` is the power the raw number already has (1 for kilobytes). */
  | { readonly kind: 'scaled'; readonly base: 1000 | 1024; readonly symbol: string; readonly offset?: number }
  | { readonly kind: 'count'; readonly suffix: string; readonly prefix?: string }
  | { readonly kind: 'time'; readonly unitSeconds: number }
  | { readonly kind: 'percent'; readonly factor: number }
  | { readonly kind: 'clock'; readonly unitMs: number; readonly style: 'words' | 'hms' | 'dhms' | 'short' }
  | { readonly kind: 'date'; readonly style: 'iso' | 'iso-today' | 'us' | 'local' | 'from-now' }
  | { readonly kind: 'choice'; readonly yes: string; readonly no: string }
  | { readonly kind: 'text'; readonly style: 'hex' | 'sci' | 'locale' };

const si = (symbol: string, offset = 0): UnitKind => ({ kind: 'scaled', base: 1000, symbol, offset });
const iec = (symbol: string, offset = 0): UnitKind => ({ kind: 'scaled', base: 1024, symbol, offset });
const count = (suffix: string): UnitKind => ({ kind: 'count', suffix });
const plain = (suffix: string): UnitKind => ({ kind: 'plain', suffix });
const time = (unitSeconds: number): UnitKind => ({ kind: 'time', unitSeconds });
const money = (prefix: string): UnitKind => ({ kind: 'count', suffix: '', prefix });
const choice = (yes: string, no: string): UnitKind => ({ kind: 'choice', yes, no });

/** Grafana's unit ids. */
export const UNITS: Readonly<Record<string, UnitKind>> = {
  none: plain(''),
  string: plain(''),
  short: count(''),
  sishort: si(''),
  percent: { kind: 'percent', factor: 1 },
  percentunit: { kind: 'percent', factor: 100 },
  humidity: plain('%H'),
  dB: plain('dB'),
  hex: { kind: 'text', style: 'hex' },
  hex0x: { kind: 'text', style: 'hex' },
  sci: { kind: 'text', style: 'sci' },
  locale: { kind: 'text', style: 'locale' },
  pixel: plain('px'),

  bool: choice('True', 'False'),
  bool_yes_no: choice('Yes', 'No'),
  bool_on_off: choice('On', 'Off'),

  bytes: iec('B'),
  decbytes: si('B'),
  bits: iec('b'),
  decbits: si('b'),
  kbytes: iec('B', 1),
  deckbytes: si('B', 1),
  mbytes: iec('B', 2),
  decmbytes: si('B', 2),
  gbytes: iec('B', 3),
  decgbytes: si('B', 3),
  tbytes: iec('B', 4),
  dectbytes: si('B', 4),
  binBps: iec('B/s'),
  Bps: si('B/s'),
  binbps: iec('b/s'),
  bps: si('b/s'),
  pps: si('p/s'),
  KiBs: iec('B/s', 1),
  KBs: si('B/s', 1),
  MiBs: iec('B/s', 2),
  MBs: si('B/s', 2),
  GBs: si('B/s', 3),
  Kbits: si('b/s', 1),
  Mbits: si('b/s', 2),
  Gbits: si('b/s', 3),

  ns: time(1e-9),
  µs: time(1e-6),
  ms: time(1e-3),
  s: time(1),
  m: time(60),
  h: time(3600),
  d: time(86_400),
  dtdurationms: { kind: 'clock', unitMs: 1, style: 'words' },
  dtdurations: { kind: 'clock', unitMs: 1000, style: 'words' },
  dthms: { kind: 'clock', unitMs: 1000, style: 'hms' },
  dtdhms: { kind: 'clock', unitMs: 1000, style: 'dhms' },
  timeticks: time(0.01),
  clockms: { kind: 'clock', unitMs: 1, style: 'short' },
  clocks: { kind: 'clock', unitMs: 1000, style: 'short' },
  hertz: si('Hz'),
  rothz: si('Hz'),
  rotrpm: plain('rpm'),

  dateTimeAsIso: { kind: 'date', style: 'iso' },
  dateTimeAsIsoNoDateIfToday: { kind: 'date', style: 'iso-today' },
  dateTimeAsUS: { kind: 'date', style: 'us' },
  dateTimeAsUSNoDateIfToday: { kind: 'date', style: 'us' },
  dateTimeAsLocal: { kind: 'date', style: 'local' },
  dateTimeAsLocalNoDateIfToday: { kind: 'date', style: 'local' },
  dateTimeAsSystem: { kind: 'date', style: 'local' },
  dateTimeFromNow: { kind: 'date', style: 'from-now' },

  cps: count('c/s'),
  ops: count('ops/s'),
  reqps: count('req/s'),
  rps: count('rd/s'),
  wps: count('wr/s'),
  iops: count('io/s'),
  eps: count('evt/s'),
  mps: count('msg/s'),
  recps: count('rec/s'),
  rowsps: count('rows/s'),
  cpm: count('c/min'),
  opm: count('ops/min'),
  reqpm: count('req/min'),
  rpm: count('rd/min'),
  wpm: count('wr/min'),
  epm: count('evt/min'),
  ppm: plain('ppm'),
  conppm: plain('ppm'),

  watt: si('W'),
  kwatt: si('W', 1),
  watth: si('Wh'),
  kwatth: si('Wh', 1),
  joule: si('J'),
  volt: si('V'),
  kvolt: si('V', 1),
  amp: si('A'),
  farad: si('F'),
  ohm: si('Ω'),
  celsius: plain('°C'),
  fahrenheit: plain('°F'),
  kelvin: plain('K'),
  degree: plain('°'),
  lengthm: si('m'),
  massg: si('g'),

  currencyUSD: money('$'),
  currencyEUR: money('€'),
  currencyGBP: money('£'),
  currencyJPY: money('¥'),
  currencyINR: money('₹'),
};

/** `prefix:x`, `suffix:x`, `si:x`, `count:x`, `currency:x`, `time:x`: units people write themselves. */
const CUSTOM: Readonly<Record<string, (rest: string) => UnitKind>> = {
  prefix: (rest) => ({ kind: 'plain', suffix: '', prefix: rest }),
  suffix: (rest) => plain(rest),
  si: (rest) => siFrom(rest),
  count: (rest) => count(rest),
  currency: (rest) => money(rest),
  time: () => ({ kind: 'date', style: 'local' }),
};

/** The kind of a unit id; an unknown id is its own suffix, as in Grafana. */
export function unitKind(id: string): UnitKind {
  if (id === '') return plain('');
  const known = Object.hasOwn(UNITS, id) ? UNITS[id] : undefined;
  if (known) return known;
  const [, kind = '', rest = ''] = /^([a-z]+):(.*)$/.exec(id) ?? [];
  const custom = Object.hasOwn(CUSTOM, kind) ? CUSTOM[kind] : undefined;
  return custom ? custom(rest) : plain(id);
}

const SI_PREFIXES = ['n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** `si:mV` counts in millivolts: a leading prefix is the power the number already has. */
function siFrom(rest: string): UnitKind {
  const power = rest.length > 1 ? SI_PREFIXES.findIndex((prefix) => prefix !== '' && rest.startsWith(prefix)) : -1;
  return power < 0 ? si(rest) : si(rest.slice(1), power - 3);
}
