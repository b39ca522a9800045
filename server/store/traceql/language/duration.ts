const NANOS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
  w: 604_800e9,
  y: 31_536_000e9,
};

const PROMETHEUS = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const PROMETHEUS_UNITS = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];

/** Nanoseconds of a duration as Prometheus ("1d12h") or Go ("1.5s", "300us") writes it; undefined when neither. */
export function parseDuration(text: string): number | undefined {
  const prometheus = text === '' ? null : PROMETHEUS.exec(text);
  if (prometheus) {
    return PROMETHEUS_UNITS.reduce(
      (sum, unit, index) => sum + Number(prometheus[index + 1] ?? 0) * (NANOS[unit] ?? 0),
      0,
    );
  }
  return parseGoDuration(text);
}

export function parseGoDuration(text: string): number | undefined {
  const negative = text.startsWith('-');
  let rest = negative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '') return undefined;
  let nanos = 0;
  while (rest !== '') {
    const part = /^(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/.exec(rest);
    if (!part) return undefined;
    nanos += Number(part[1]) * (NANOS[part[2] ?? ''] ?? 0);
    rest = rest.slice(part[0].length);
  }
  return (negative ? -1 : 1) * Math.trunc(nanos + (nanos % 1 > 0.999_999 ? 1e-6 : 0));
}

/** Go's `time.Duration.String()`: "1.5s", "2m0s", "300µs". */
export function formatGoDuration(nanos: number): string {
  if (nanos === 0) return '0s';
  const sign = nanos < 0 ? '-' : '';
  const size = Math.abs(nanos);
  if (size < 1e3) return `${sign}${size}ns`;
  if (size < 1e6) return `${sign}${decimal(size, 1e3)}µs`;
  if (size < 1e9) return `${sign}${decimal(size, 1e6)}ms`;
  const minutes = Math.floor(size / 60e9);
  const seconds = decimal(size - minutes * 60e9, 1e9);
  if (minutes === 0) return `${sign}${seconds}s`;
  const hours = Math.floor(minutes / 60);
  return `${sign}${hours === 0 ? '' : `${hours}h`}${minutes % 60}m${seconds}s`;
}

/** `value / unit` without rounding: nanoseconds are integers, so the digits are those of the remainder. */
function decimal(value: number, unit: number): string {
  const digits = Math.round(Math.log10(unit));
  const fraction = String(Math.round(value % unit))
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return fraction === '' ? `${Math.floor(value / unit)}` : `${Math.floor(value / unit)}.${fraction}`;
}
