import type { Context } from 'hono';
import { parseDuration } from '../model/durations.ts';
import type { Matcher } from '../model/matchers.ts';
import { parseExpr, parseSelector } from '../parser/parse.ts';
import { ParseError } from '../parser/parse-error.ts';
import type { TimeRange } from '../storage/series-store.ts';
import { ApiError, badParameter } from './api-error.ts';
import type { Expr } from '../parser/ast.ts';

/** The parameters of a request: of a posted form, then of the URL. */
export async function readParams(c: Context): Promise<URLSearchParams> {
  const params = new URLSearchParams();
  const type = c.req.method === 'POST' ? (c.req.header('content-type') ?? '').toLowerCase() : '';
  if (type.startsWith('application/x-www-form-urlencoded')) appendForm(params, await c.req.text());
  else if (type.startsWith('multipart/form-data')) await appendParts(params, c);
  appendForm(params, new URL(c.req.url).search.slice(1));
  return params;
}

async function appendParts(params: URLSearchParams, c: Context): Promise<void> {
  let form: FormData;
  try {
    form = await c.req.formData();
  } catch (error) {
    if (error instanceof TypeError) throw badData(`error parsing form values: ${error.message}`);
    throw error;
  }
  for (const [name, value] of form) if (typeof value === 'string') params.append(name, value);
}

/** Go leaves out pairs with semicolons or broken escapes. */
function appendForm(params: URLSearchParams, text: string): void {
  for (const pair of text.split('&')) {
    if (pair.includes(';') || /%(?![0-9a-f]{2})/i.test(pair)) continue;
    for (const [name, value] of new URLSearchParams(pair)) params.append(name, value);
  }
}

const DECIMAL = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const RFC3339 =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Epoch ms; null for what is no time, which includes days that the month does not have. */
function parseRfc3339(text: string): number | null {
  const match = RFC3339.exec(text);
  if (!match) return null;
  const [, year, month, day] = match.map(Number);
  const daysInMonth = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate();
  const milliseconds = (day ?? 0) > daysInMonth ? Number.NaN : Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

/** The ends of time that Prometheus' clients send for "always". */
const ALWAYS: TimeRange = { start: -9_223_309_901_257_974, end: 9_223_309_901_257_974 };

/** Seconds or RFC 3339, in ms. @throws ApiError */
function parseTime(text: string, name: string, prefix = ''): number {
  if (DECIMAL.test(text)) {
    const milliseconds = Math.round(Number(text) * 1000);
    if (Number.isFinite(milliseconds)) return Math.max(ALWAYS.start, Math.min(ALWAYS.end, milliseconds));
  }
  const date = parseRfc3339(text);
  if (date !== null) return date;
  if (text.startsWith('-292273086-05-16')) return ALWAYS.start;
  if (text.startsWith('+292277025-08-18') || text.startsWith('292277025-08-18')) return ALWAYS.end;
  throw badParameter(name, `${prefix}cannot parse ${JSON.stringify(text)} to a valid timestamp`);
}

export const requiredTime = (params: URLSearchParams, name: string): number => parseTime(params.get(name) ?? '', name);

export function optionalTime(params: URLSearchParams, name: string, fallback: number): number {
  const text = params.get(name) ?? '';
  return text === '' ? fallback : parseTime(text, name, `invalid time value for '${name}': `);
}

export const timeRange = (params: URLSearchParams): TimeRange => ({
  start: optionalTime(params, 'start', ALWAYS.start),
  end: optionalTime(params, 'end', ALWAYS.end),
});

type Refuse = (problem: string) => ApiError;
const refuseParameter =
  (name: string): Refuse =>
  (problem) =>
    badParameter(name, problem);

/** Seconds or a duration with units, in ms. @throws ApiError */
export function requiredDuration(params: URLSearchParams, name: string, refuse = refuseParameter(name)): number {
  const text = params.get(name) ?? '';
  const seconds = DECIMAL.test(text) ? Number(text) : /^[+-]?inf(inity)?$/i.test(text) ? Infinity : Number.NaN;
  const problem = `cannot parse ${JSON.stringify(text)} to a valid duration`;
  if (Math.abs(seconds) * 1e9 <= 2 ** 63) return seconds * 1000;
  // Go's ParseFloat refuses what is out of the range of doubles.
  const isTooLarge = !Number.isNaN(seconds) && (Number.isFinite(seconds) || !DECIMAL.test(text));
  if (isTooLarge) throw refuse(`${problem}. It overflows int64`);
  const milliseconds = parseDuration(text);
  if (milliseconds === null) throw refuse(problem);
  return milliseconds;
}

/** null without one. */
export const optionalDuration = (params: URLSearchParams, name: string, refuse?: Refuse): number | null =>
  (params.get(name) ?? '') === '' ? null : requiredDuration(params, name, refuse);

/** Infinity without a limit, which is also what 0 means. @throws ApiError */
export function limitOf(params: URLSearchParams): number {
  const text = params.get('limit') ?? '';
  if (text === '') return Infinity;
  if (!/^[+-]?\d+$/.test(text))
    throw badParameter('limit', `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const limit = Number(text);
  if (limit < 0) throw badParameter('limit', 'limit must be non-negative');
  return limit === 0 ? Infinity : limit;
}

/** @throws ApiError */
export function queryOf(params: URLSearchParams, refuse = refuseParameter('query')): Expr {
  try {
    return parseExpr(params.get('query') ?? '');
  } catch (error) {
    if (error instanceof ParseError) throw refuse(error.message);
    throw error;
  }
}

/** The selectors of `match[]`, each a list of matchers. @throws ApiError */
export function matcherSets(params: URLSearchParams, wrap: Refuse): (readonly Matcher[])[] {
  return params.getAll('match[]').map((text) => {
    const matchers = parseMatchers(text, wrap);
    if (matchers.some((matcher) => !matcher.matches(''))) return matchers;
    throw wrap('match[] must contain at least one non-empty matcher');
  });
}

function parseMatchers(text: string, wrap: Refuse): readonly Matcher[] {
  try {
    return parseSelector(text).matchers;
  } catch (error) {
    if (error instanceof ParseError) throw wrap(error.message);
    throw error;
  }
}

export const badData = (problem: string): ApiError => new ApiError('bad_data', problem);
