import type { Context } from 'hono';
import { parseDuration, parseGoDuration } from '../language/duration.ts';
import type { TimeRange } from '../evaluate/trace-scan.ts';
import { RequestError } from './request-error.ts';

const MAX_UINT32 = 4_294_967_295;
const SECOND = 1_000_000_000n;
/** Tempo reads the parameters of a metrics query in a service behind the one that answers. */
const REMOTE = 'rpc error: code = Code(400) desc = ';

/** A parameter that is there and not empty. */
export const readParam = (c: Context, name: string): string | undefined => c.req.query(name) || undefined;

/** @throws RequestError with Go's words */
export function readUint(c: Context, name: string): number | undefined {
  const text = readParam(c, name);
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text))
    throw new RequestError(`invalid ${name}: strconv.ParseUint: parsing "${text}": invalid syntax`);
  if (Number(text) > MAX_UINT32)
    throw new RequestError(`invalid ${name}: strconv.ParseUint: parsing "${text}": value out of range`);
  return Number(text);
}

/** `start` and `end` in seconds, as search and tags take them; 0 and absent leave a side open. @throws RequestError */
export function readSecondsRange(c: Context): TimeRange {
  const start = readUint(c, 'start') ?? 0;
  const end = readUint(c, 'end') ?? 0;
  return {
    start: start === 0 ? null : BigInt(start) * SECOND,
    end: end === 0 ? null : BigInt(end) * SECOND,
  };
}

/** @throws RequestError when the end does not come after the start */
export function readSearchRange(c: Context): TimeRange {
  const range = readSecondsRange(c);
  if (range.start === null && range.end === null) return range;
  const [start, end] = [range.start ?? 0n, range.end ?? 0n];
  if (end <= start) {
    const received = `received start=${start / SECOND} end=${end / SECOND}`;
    throw new RequestError(`http parameter start must be before end. ${received}`);
  }
  return range;
}

/** Milliseconds of a Go duration. @throws RequestError */
export function readMilliseconds(c: Context, name: string): number {
  const text = readParam(c, name);
  if (text === undefined) return 0;
  const nanos = parseGoDuration(text);
  if (nanos === undefined) throw new RequestError(`invalid ${name}: time: invalid duration "${text}"`);
  return Math.trunc(nanos / 1e6);
}

interface Bounds {
  readonly start: bigint;
  readonly end: bigint;
}
const HOUR = 3600n * SECOND;

/** The range of a metrics query in epoch nanoseconds; an hour up to now unless told. @throws RequestError */
export function readMetricsBounds(c: Context, nowNano: bigint): Bounds {
  const sinceText = readParam(c, 'since');
  const since = sinceText === undefined ? Number(HOUR) : parseDuration(sinceText);
  if (since === undefined)
    throw new RequestError(`${REMOTE}could not parse 'since' parameter: not a valid duration string: "${sinceText}"`);
  const end = readTimestamp(c, 'end') ?? nowNano;
  const from = end > nowNano ? nowNano : end;
  return { start: readTimestamp(c, 'start') ?? from - BigInt(Math.trunc(since)), end };
}

/** Seconds (whole or not), nanoseconds, or RFC 3339. */
function readTimestamp(c: Context, name: string): bigint | undefined {
  const text = readParam(c, name);
  if (text === undefined) return undefined;
  if (/^-?\d*\.\d*$/.test(text) && text !== '.') {
    const seconds = Math.trunc(Number(text));
    return BigInt(seconds) * SECOND + BigInt(Math.round((Number(text) - seconds) * 1000)) * 1_000_000n;
  }
  if (/^[-+]?\d+$/.test(text)) return text.length <= 10 ? BigInt(text) * SECOND : BigInt(text);
  const ms = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new RequestError(
      `${REMOTE}could not parse '${name}' parameter: strconv.ParseInt: parsing "${text}": invalid syntax`,
    );
  return BigInt(ms) * 1_000_000n;
}

/** Nanoseconds of `step`; undefined when it is for us to choose. @throws RequestError */
export function readStep(c: Context): bigint | undefined {
  const text = readParam(c, 'step');
  if (text === undefined) return undefined;
  const nanos = Number.isNaN(Number(text)) ? parseGoDuration(text) : Number(text) * 1e9;
  if (nanos === undefined) throw new RequestError(`${REMOTE}cannot parse "${text}" to a valid duration`);
  if (nanos < 0) throw new RequestError(`${REMOTE}cannot parse "${text}": step must be positive`);
  return BigInt(Math.trunc(nanos));
}

const MAX_QUERY_BYTES = 128 * 1024;

/** `q`, and `query` as Grafana calls it for metrics. @throws RequestError when it is too long */
export function readQuery(c: Context, ...names: readonly string[]): string | undefined {
  const text = names.map((name) => readParam(c, name)).find((value) => value !== undefined);
  if (text !== undefined && Buffer.byteLength(text) > MAX_QUERY_BYTES) {
    throw new RequestError(
      `TraceQL expression exceeds the configured maximum size of ${MAX_QUERY_BYTES} bytes, reduce the query expression size or contact your system administrator`,
    );
  }
  return text;
}
