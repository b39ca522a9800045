/** An instant in a zone, as Go's `time.Time`. The year 1 stands for "no time". */
export interface GoTime {
  readonly unixNano: bigint;
  /** An IANA zone, or `UTC`. */
  readonly zone: string;
}
const words = (list: string): string[] => list.split(' ');

export const ZERO_TIME: GoTime = { unixNano: -62_135_596_800_000_000_000n, zone: 'UTC' };
const NS_PER_SECOND = 1_000_000_000n;

export const unixSeconds = (time: GoTime): bigint => floorDivide(time.unixNano, NS_PER_SECOND);

export function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanos: number;
  readonly weekday: number;
  readonly yearDay: number;
  readonly offsetMinutes: number;
}

const MONTHS = words('January February March April May June July August September October November December');
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

const LAYOUT_PARTS = new RegExp(
  [
    ...words('January Jan Monday Mon MST 2006 002 _2006 __2 _2 01 02 03 04 05 06 15 PM pm'),
    ...words('-07:00:00 -07:00 -070000 -0700 -07 Z07:00:00 Z07:00 Z070000 Z0700 Z07'),
    '[.,]0+(?!\\d)',
    '[.,]9+(?!\\d)',
    ...words('1 2 3 4 5'),
  ].join('|'),
  'g',
);

const zoneFormats = new Map<string, Intl.DateTimeFormat | null>();

/** null when there is no such zone. */
function zoneFormat(zone: string): Intl.DateTimeFormat | null {
  let format = zoneFormats.get(zone);
  if (format === undefined) {
    try {
      format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset', hourCycle: 'h23' });
    } catch {
      format = null;
    }
    if (zoneFormats.size < 64) zoneFormats.set(zone, format);
  }
  return format;
}

export const isZone = (zone: string): boolean => zone === '' || zone === 'UTC' || zoneFormat(zone) !== null;

function offsetMinutes(zone: string, ms: number): number {
  if (zone === 'UTC' || zone === '' || Number.isNaN(new Date(ms).getTime())) return 0;
  const name = zoneFormat(zone)
    ?.formatToParts(ms)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '');
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

function fieldsOf({ unixNano, zone }: GoTime): Fields {
  const seconds = floorDivide(unixNano, NS_PER_SECOND);
  const offset = offsetMinutes(zone, Number(seconds) * 1000);
  const date = new Date((Number(seconds) + offset * 60) * 1000);
  const year = date.getUTCFullYear();
  const startOfYear = new Date(0).setUTCFullYear(year, 0, 1);
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanos: Number(unixNano - seconds * NS_PER_SECOND),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((date.getTime() - startOfYear) / 86_400_000) + 1,
    offsetMinutes: offset,
  };
}

const pad = (value: number, length: number) => String(value).padStart(length, '0');

/** Go's `Time.Format`, the layout written as the time `Mon Jan 2 15:04:05 MST 2006`. */
export function formatGoTime(time: GoTime, layout: string): string {
  const fields = fieldsOf(time);
  return layout.replace(LAYOUT_PARTS, (part) => formatPart(part, fields, time.zone));
}

function formatPart(part: string, fields: Fields, zone: string): string {
  if (part[0] === '.' || part[0] === ',') return formatFraction(part, fields.nanos);
  if (part[0] === 'Z' && fields.offsetMinutes === 0) return 'Z';
  if (part[0] === 'Z' || part[0] === '-') return formatOffset(part.slice(1), fields.offsetMinutes);
  const hour12 = fields.hour % 12 === 0 ? 12 : fields.hour % 12;
  switch (part) {
    case 'January':
      return MONTHS[fields.month - 1] ?? '';
    case 'Jan':
      return (MONTHS[fields.month - 1] ?? '').slice(0, 3);
    case 'Monday':
      return DAYS[fields.weekday] ?? '';
    case 'Mon':
      return (DAYS[fields.weekday] ?? '').slice(0, 3);
    case 'MST':
      return fields.offsetMinutes === 0 ? 'UTC' : formatOffset('07', fields.offsetMinutes);
    case '2006':
      return pad(fields.year, 4);
    case '_2006':
      return `_${pad(fields.year, 4)}`;
    case '06':
      return pad(fields.year % 100, 2);
    case '002':
      return pad(fields.yearDay, 3);
    case '__2':
      return String(fields.yearDay).padStart(3);
    case '01':
      return pad(fields.month, 2);
    case '1':
      return String(fields.month);
    case '02':
      return pad(fields.day, 2);
    case '_2':
      return String(fields.day).padStart(2);
    case '2':
      return String(fields.day);
    case '15':
      return pad(fields.hour, 2);
    case '03':
      return pad(hour12, 2);
    case '3':
      return String(hour12);
    case '04':
      return pad(fields.minute, 2);
    case '4':
      return String(fields.minute);
    case '05':
      return pad(fields.second, 2);
    case '5':
      return String(fields.second);
    case 'PM':
      return fields.hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return fields.hour >= 12 ? 'pm' : 'am';
    default:
      return zone;
  }
}

function formatFraction(part: string, nanos: number): string {
  const digits = pad(nanos, 9).slice(0, part.length - 1);
  if (part[1] === '0') return part[0] + digits;
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? '' : `${part[0]}${trimmed}`;
}

function formatOffset(shape: string, minutes: number): string {
  const sign = minutes < 0 ? '-' : '+';
  const hours = pad(Math.floor(Math.abs(minutes) / 60), 2);
  if (shape === '07') return sign + hours;
  const colon = shape.includes(':') ? ':' : '';
  const tail = shape.replaceAll(':', '').length > 4 ? `${colon}00` : '';
  return `${sign}${hours}${colon}${pad(Math.abs(minutes) % 60, 2)}${tail}`;
}

/** Go's `time.ParseInLocation`; null when the text is not of the layout. */
export function parseGoTime(layout: string, text: string, zone: string): GoTime | null {
  const parts: string[] = [];
  let pattern = '';
  let from = 0;
  for (const match of layout.matchAll(LAYOUT_PARTS)) {
    pattern += escape(layout.slice(from, match.index)) + partPattern(match[0]);
    parts.push(match[0]);
    from = match.index + match[0].length;
    // A fraction may follow the seconds though the layout has none.
    if ((match[0] === '05' || match[0] === '5') && !/^[.,][09]/.test(layout.slice(from))) {
      pattern += '([.,]\\d+)?';
      parts.push('.9');
    }
  }
  const found = new RegExp(`^${pattern}${escape(layout.slice(from))}$`).exec(text);
  if (!found) return null;
  const values = new Map(parts.map((part, index) => [part, found[index + 1] ?? '']));
  return assembleTime(values, zone);
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

function partPattern(part: string): string {
  if (part[0] === '.' || part[0] === ',') return part[1] === '0' ? `([.,]\\d{${part.length - 1}})` : '([.,]\\d+)?';
  if (part[0] === 'Z') return '(Z|[+-]\\d{2}:?\\d{0,2}:?\\d{0,2})';
  if (part[0] === '-') return '([+-]\\d{2}:?\\d{0,2}:?\\d{0,2})';
  if (part === '2006' || part === '_2006') return '_?(\\d{4})';
  if (/^[A-Z]/.test(part)) return part === 'MST' ? '([A-Z]{3,5}|[+-]\\d{2})' : '([A-Za-z]+)';
  if (part === 'pm') return '([ap]m)';
  if (part === '002' || part === '__2') return '([ \\d]{3})';
  return /^0|15/.test(part) ? '(\\d{2})' : '(\\s?\\d{1,2})';
}

function assembleTime(values: ReadonlyMap<string, string>, zone: string): GoTime | null {
  const number = (...names: string[]) => {
    const text = names.map((name) => values.get(name)).find((value) => value !== undefined);
    return text === undefined ? null : Number(text.trim());
  };
  const month = number('01', '1') ?? monthNumber(values.get('January') ?? values.get('Jan'));
  const day = number('02', '_2', '2') ?? 1;
  const shortYear = number('06');
  const year = number('2006', '_2006') ?? (shortYear === null ? 0 : shortYear + (shortYear >= 69 ? 1900 : 2000));
  const isAfternoon = /p/i.test(values.get('PM') ?? values.get('pm') ?? '');
  const hour12 = number('03', '3');
  const hour = number('15') ?? (hour12 === null ? 0 : (hour12 % 12) + (isAfternoon ? 12 : 0));
  const minute = number('04', '4') ?? 0;
  const second = number('05', '5') ?? 0;
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) return null;
  date.setUTCHours(hour, minute, second);
  const offsetText = [...values].find(([part]) => part[0] === 'Z' || part[0] === '-')?.[1];
  const offset = offsetText === undefined ? offsetMinutes(zone, date.getTime()) : parseOffset(offsetText);
  const seconds = BigInt(date.getTime() / 1000 - offset * 60);
  return { unixNano: seconds * NS_PER_SECOND + fractionNanos(values), zone: offset === 0 ? 'UTC' : zone };
}

function monthNumber(name: string | undefined): number {
  if (name === undefined) return 1;
  return MONTHS.findIndex((month) => month === name || month.slice(0, 3) === name) + 1;
}

function parseOffset(text: string): number {
  if (text === 'Z') return 0;
  const [, hours = '0', minutes = '0'] = /^[+-](\d{2}):?(\d{2})?/.exec(text) ?? [];
  return (text.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function fractionNanos(values: ReadonlyMap<string, string>): bigint {
  const text = [...values].find(([part, value]) => (part[0] === '.' || part[0] === ',') && value !== '')?.[1];
  return text === undefined ? 0n : BigInt(text.slice(1, 10).padEnd(9, '0'));
}

/** Go's `Time.String`. */
export const goTimeText = (time: GoTime): string => formatGoTime(time, '2006-01-02 15:04:05.999999999 -0700 MST');
