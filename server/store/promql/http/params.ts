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
  if (c.req.method === 'POST' && /^application\/x-www-form-urlencoded/i.test(c.req.header('content-type') ?? ''))
    for (const [name, value] of new URLSearchParams(await c.req.text())) params.append(name, value);
  for (const [name, value] of new URL(c.req.url).searchParams) params.append(name, value);
  return params;
}

const DECIMAL = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** The ends of time that Prometheus' clients send for "always". */
const ALWAYS: TimeRange = { start: -9_223_309_901_257_974, end: 9_223_309_901_257_974 };

/** Seconds or RFC 3339, in ms. @throws ApiError */
function parseTime(text: string, name: string, prefix = ''): number {
  if (DECIMAL.test(text)) {
    const milliseconds = Math.round(Number(text) * 1000);
    if (Number.isFinite(milliseconds)) return Math.max(ALWAYS.start, Math.min(ALWAYS.end, milliseconds));
  }
  const date = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(date)) return date;
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

/** Seconds or a duration with units, in ms. @throws ApiError */
export function requiredDuration(params: URLSearchParams, name: string): number {
  const text = params.get(name) ?? '';
  if (DECIMAL.test(text)) {
    const seconds = Number(text);
    if (Math.abs(seconds) * 1e9 <= 2 ** 63) return seconds * 1000;
    throw badParameter(name, `cannot parse ${JSON.stringify(text)} to a valid duration. It overflows int64`);
  }
  const milliseconds = parseDuration(text);
  if (milliseconds === null) throw badParameter(name, `cannot parse ${JSON.stringify(text)} to a valid duration`);
  return milliseconds;
}

/** null without one. */
export const optionalDuration = (params: URLSearchParams, name: string): number | null =>
  (params.get(name) ?? '') === '' ? null : requiredDuration(params, name);

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
export function queryOf(params: URLSearchParams): Expr {
  try {
    return parseExpr(params.get('query') ?? '');
  } catch (error) {
    if (error instanceof ParseError) throw badParameter('query', error.message);
    throw error;
  }
}

/** The selectors of `match[]`, each a list of matchers. @throws ApiError */
export function matcherSets(params: URLSearchParams, wrap: (problem: string) => ApiError): (readonly Matcher[])[] {
  return params.getAll('match[]').map((text) => {
    const matchers = parseMatchers(text, wrap);
    if (matchers.some((matcher) => !matcher.matches(''))) return matchers;
    throw wrap('match[] must contain at least one non-empty matcher');
  });
}

function parseMatchers(text: string, wrap: (problem: string) => ApiError): readonly Matcher[] {
  try {
    return parseSelector(text).matchers;
  } catch (error) {
    if (error instanceof ParseError) throw wrap(error.message);
    throw error;
  }
}

export const badData = (problem: string): ApiError => new ApiError('bad_data', problem);
