import { parsePrometheusDuration } from '../go/duration.ts';
import { parseGoFloat } from '../go/numbers.ts';
import { goQuote } from '../go/quote.ts';
import { notAnInteger } from '../go/bytes.ts';
import { QueryError } from '../syntax/query-error.ts';

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;
const NS = 1e9;
const HOUR_NS = 3600e9;
const MAX_POINTS = 11_000;
const MAX_QUERY_LENGTH_NS = 721n * 3600n * NS_PER_SECOND;
export const MAX_ENTRIES = 5000;

/** The parameters of a request, those of the body before those of the address. */
export class Params {
  readonly #values: URLSearchParams;
  readonly nowNs: bigint;

  constructor(values: URLSearchParams, nowMs: number) {
    this.#values = values;
    this.nowNs = BigInt(Math.trunc(nowMs)) * NS_PER_MS;
  }

  /** '' when absent. */
  text(name: string): string {
    return this.#values.get(name) ?? '';
  }

  all(...names: string[]): string[] {
    return names.flatMap((name) => this.#values.getAll(name));
  }

  /** @throws QueryError */
  time(name: string, fallback: bigint): bigint {
    const time = parseTimestamp(this.text(name), fallback);
    if (time instanceof Error) throw new QueryError(time.message);
    return time;
  }

  /** `start` and `end`; an hour, or `since`, up to now when absent. @throws QueryError */
  bounds(): { startNs: bigint; endNs: bigint } {
    const since = this.text('since');
    const length = since === '' ? HOUR_NS : parsePrometheusDuration(since);
    if (length instanceof Error) throw new QueryError(`could not parse 'since' parameter: ${length.message}`);
    const endNs = this.bound('end', this.nowNs);
    const latest = endNs > this.nowNs ? this.nowNs : endNs;
    return { startNs: this.bound('start', latest - BigInt(length)), endNs };
  }

  /** One end of a range. @throws QueryError */
  bound(name: string, fallback: bigint): bigint {
    const time = parseTimestamp(this.text(name), fallback);
    if (time instanceof Error) throw new QueryError(`could not parse '${name}' parameter: ${time.message}`);
    return time;
  }

  /** Bounds in their order and of a length that may be queried. @throws QueryError */
  checkedBounds(): { startNs: bigint; endNs: bigint } {
    const bounds = this.bounds();
    if (bounds.endNs < bounds.startNs) throw new QueryError('end timestamp must not be before or equal to start time');
    return bounds;
  }

  /** @throws QueryError */
  integer(name: string, fallback: number): number {
    const text = this.text(name);
    if (text === '') return fallback;
    if (!/^[+-]?\d+$/.test(text)) throw new QueryError(notAnInteger('Atoi', text).message);
    return Number(text);
  }

  /** @throws QueryError */
  positive(name: string, fallback: number): number {
    const value = this.integer(name, fallback);
    if (value <= 0) throw new QueryError('limit must be a positive value');
    if (value > 2 ** 32 - 1) throw new QueryError(`${name} value ${value} is out of range [0, ${2 ** 32 - 1}]`);
    return value;
  }

  /** ns; by the length of the range when absent. @throws QueryError */
  step({ startNs, endNs }: { startNs: bigint; endNs: bigint }): number {
    const text = this.text('step');
    const lengthNs = Number(endNs - startNs);
    const step = text === '' ? Math.max(Math.floor(lengthNs / NS / 250), 1) * NS : parseSeconds(text);
    // Steps are whole milliseconds.
    const whole = Math.floor(step / 1e6) * 1e6;
    if (whole <= 0)
      throw new QueryError('zero or negative query resolution step widths are not accepted. Try a positive integer');
    if (lengthNs / whole > MAX_POINTS)
      throw new QueryError(
        'exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter',
      );
    return whole;
  }

  /** ns. @throws QueryError */
  interval(): number {
    const text = this.text('interval');
    const interval = text === '' ? 0 : parseSeconds(text);
    if (interval < 0) throw new QueryError('interval must be >= 0');
    return interval;
  }

  /** @throws QueryError */
  isBackward(): boolean {
    const direction = this.text('direction').toUpperCase();
    if (direction !== '' && direction !== 'FORWARD' && direction !== 'BACKWARD')
      throw new QueryError(`invalid direction '${this.text('direction')}'`);
    return direction !== 'FORWARD';
  }
}

/** @throws QueryError */
export function checkEntryLimit(limit: number): void {
  if (limit > MAX_ENTRIES)
    throw new QueryError(
      `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${MAX_ENTRIES})`,
    );
}

/** @throws QueryError */
export function checkQueryLength({ startNs, endNs }: { startNs: bigint; endNs: bigint }): void {
  const length = endNs - startNs;
  if (length <= MAX_QUERY_LENGTH_NS) return;
  const seconds = Number(length / NS_PER_SECOND);
  const text = `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60)}m${seconds % 60}s`;
  throw new QueryError(`the query time range exceeds the limit (query length: ${text}, limit: 30d1h)`);
}

function parseSeconds(text: string): number {
  const seconds = parseGoFloat(text);
  if (!(seconds instanceof Error) && Math.abs(seconds * NS) < 2 ** 63) return seconds * NS;
  const ns = parsePrometheusDuration(text);
  if (ns instanceof Error) throw new QueryError(`cannot parse ${goQuote(text)} to a valid duration`);
  return ns;
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:[.,](\d+))?(Z|[+-]\d{2}:\d{2})$/;

/** Seconds with a fraction, whole seconds of up to ten digits, nanoseconds, or RFC 3339; epoch ns. */
export function parseTimestamp(text: string, fallback: bigint): bigint | Error {
  if (text === '') return fallback;
  if (text.includes('.')) {
    const seconds = parseGoFloat(text);
    if (!(seconds instanceof Error)) {
      const whole = Math.trunc(seconds);
      return BigInt(whole) * NS_PER_SECOND + BigInt(Math.round((seconds - whole) * 1000)) * NS_PER_MS;
    }
  }
  if (/^[+-]?\d+$/.test(text)) return text.length <= 10 ? BigInt(text) * NS_PER_SECOND : BigInt(text);
  const [, day, time, fraction = '', zone] = RFC3339.exec(text) ?? [];
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T${time}${zone}`);
  if (Number.isNaN(ms)) return notAnInteger('ParseInt', text);
  return BigInt(ms) * NS_PER_MS + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}
