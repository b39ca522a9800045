import { detectFields, detectFieldValues } from '../detect/fields.ts';
import { minePatterns } from '../detect/patterns.ts';
import { runLogQuery, type LogEntry } from '../evaluate/log-query.ts';
import { LabelSet } from '../pipeline/label-set.ts';
import { parseLogSelector, parseMatchers } from '../syntax/parse.ts';
import { jsonResponse } from './errors.ts';
import { checkEntryLimit, checkQueryLength } from './params.ts';
import type { Endpoint, RequestContext } from './request.ts';

const DEFAULT_LINE_LIMIT = 100;
const DEFAULT_FIELD_LIMIT = 1000;
const MAX_PATTERN_LINES = 100_000;

/** The newest lines of a query, stream by stream in the order of their labels. */
async function sampleEntries({ store, options }: Endpoint, { params, budget }: RequestContext): Promise<LogEntry[]> {
  const bounds = params.checkedBounds();
  const limit = params.positive('line_limit', DEFAULT_LINE_LIMIT);
  const expr = parseLogSelector(params.text('query'));
  checkEntryLimit(limit);
  const context = { store, budget, nowMs: options.now, statistics: { lines: 0, bytes: 0 } };
  const entries = await runLogQuery({ expr, ...bounds, limit, isBackward: true, intervalNs: 0 }, context);
  const keyed = entries.map((entry) => ({ entry, key: String(LabelSet.of(entry.stream)) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ entry }) => entry);
}

const fieldLimit = ({ params }: RequestContext) =>
  params.positive(params.text('limit') === '' ? 'field_limit' : 'limit', DEFAULT_FIELD_LIMIT);

export async function answerDetectedFields(endpoint: Endpoint, request: RequestContext): Promise<Response> {
  const limit = fieldLimit(request);
  const fields = detectFields(await sampleEntries(endpoint, request), limit);
  return jsonResponse(JSON.stringify(fields.length > 0 ? { fields, limit } : {}));
}

export async function answerDetectedFieldValues(endpoint: Endpoint, request: RequestContext): Promise<Response> {
  const limit = fieldLimit(request);
  const values = detectFieldValues(await sampleEntries(endpoint, request), request.part('name'), limit);
  return jsonResponse(JSON.stringify(values.length > 0 ? { values, limit } : {}));
}

export async function answerPatterns({ store, options }: Endpoint, request: RequestContext): Promise<Response> {
  const { params, budget } = request;
  const bounds = params.checkedBounds();
  const stepNs = params.step(bounds);
  const matchers = parseMatchers(params.text('query'));
  checkQueryLength(bounds);
  const context = { store, budget, nowMs: options.now, statistics: { lines: 0, bytes: 0 } };
  const expr = { kind: 'log' as const, matchers, stages: [] };
  const query = { expr, ...bounds, limit: MAX_PATTERN_LINES, isBackward: true, intervalNs: 0 };
  const data = await minePatterns(await runLogQuery(query, context), { stepNs, budget });
  return jsonResponse(JSON.stringify({ status: 'success', data }));
}
