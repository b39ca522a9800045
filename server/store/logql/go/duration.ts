const NS_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const MAX_NS = 2 ** 63;

const quote = (text: string) => JSON.stringify(text);

/**
 * Go's `time.ParseDuration`: signed decimal numbers with units, `1h30m`, `1.5s`, `-20ms`.
 *
 * @returns nanoseconds, or the error text of Go
 */
export function parseGoDuration(text: string): number | Error {
  let rest = text;
  let sign = 1;
  if (rest[0] === '-' || rest[0] === '+') {
    if (rest[0] === '-') sign = -1;
    rest = rest.slice(1);
  }
  if (rest === '0') return 0;
  if (rest === '') return new Error(`time: invalid duration ${quote(text)}`);
  let total = 0;
  while (rest !== '') {
    const number = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) return new Error(`time: invalid duration ${quote(text)}`);
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] ?? '';
    if (unit === '') return new Error(`time: missing unit in duration ${quote(text)}`);
    rest = rest.slice(unit.length);
    const scale = NS_PER_UNIT[unit];
    if (scale === undefined) return new Error(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
    total += scaleDecimal(number, scale);
    if (total > MAX_NS) return new Error(`time: invalid duration ${quote(text)}`);
  }
  return sign * total;
}

/** Whole units and the fraction apart, so that `0.3s` is exactly 300 ms. */
function scaleDecimal(number: string, scale: number): number {
  const [whole = '', fraction = ''] = number.split('.');
  const part = fraction === '' ? 0 : Math.trunc((Number(fraction) * scale) / 10 ** fraction.length);
  return Number(whole) * scale + part;
}

const PROMETHEUS_DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const PROMETHEUS_UNITS_NS = [31_536_000e9, 604_800e9, 86_400e9, 3600e9, 60e9, 1e9, 1e6] as const;
const PROMETHEUS_UNIT_NAMES = new Set(['ms', 's', 'm', 'h', 'd', 'w', 'y']);

/**
 * Prometheus' duration: whole numbers of `y w d h m s ms` in this order.
 *
 * @returns nanoseconds, or the error text of Prometheus
 */
export function parsePrometheusDuration(text: string): number | Error {
  if (text === '0') return 0;
  if (text === '') return new Error('empty duration string');
  const match = PROMETHEUS_DURATION.exec(text);
  if (!match) {
    const unit = /^\d+([^\d]+)/.exec(text)?.[1];
    if (unit !== undefined && !PROMETHEUS_UNIT_NAMES.has(unit))
      return new Error(`unknown unit ${quote(unit)} in duration ${quote(text)}`);
    return new Error(`not a valid duration string: ${quote(text)}`);
  }
  let total = 0;
  PROMETHEUS_UNITS_NS.forEach((scale, index) => (total += Number(match[index + 1] ?? 0) * scale));
  return total > MAX_NS ? new Error('duration out of range') : total;
}

/** Prometheus' `model.Duration`: `5m`, `1h30m`, `1d`. */
export function formatPrometheusDuration(ns: number): string {
  let ms = Math.round(ns / 1e6);
  if (ms === 0) return '0s';
  const sign = ms < 0 ? '-' : '';
  ms = Math.abs(ms);
  let text = '';
  const take = (unit: string, size: number, onlyExact: boolean) => {
    if (onlyExact && ms % size !== 0) return;
    const count = Math.floor(ms / size);
    if (count > 0) text += `${count}${unit}`;
    ms -= count * size;
  };
  take('y', 31_536_000_000, true);
  take('w', 604_800_000, true);
  take('d', 86_400_000, false);
  take('h', 3_600_000, false);
  take('m', 60_000, false);
  take('s', 1000, false);
  take('ms', 1, false);
  return sign + text;
}

/** Go's `time.Duration.String`: `1h30m0s`, `1.5s`, `20ms`. */
export function formatGoDuration(ns: number): string {
  if (ns === 0) return '0s';
  const sign = ns < 0 ? '-' : '';
  const abs = Math.abs(ns);
  if (abs < 1e3) return `${sign}${abs}ns`;
  if (abs < 1e6) return `${sign}${decimal(abs, 1e3)}µs`;
  if (abs < 1e9) return `${sign}${decimal(abs, 1e6)}ms`;
  const hours = Math.floor(abs / 3600e9);
  const minutes = Math.floor((abs % 3600e9) / 60e9);
  const seconds = `${decimal(abs % 60e9, 1e9)}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : sign + seconds;
}

function decimal(value: number, scale: number): string {
  const whole = Math.floor(value / scale);
  const fraction = String(value % scale)
    .padStart(String(scale).length - 1, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(whole) : `${whole}.${fraction}`;
}
