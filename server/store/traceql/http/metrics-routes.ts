import { Hono, type Context } from 'hono';
import { toJsonNumber, toJsonValue, type JsonKeyValue } from '../evaluate/json-value.ts';
import type { Hints, Query } from '../language/ast.ts';
import { formatGoDuration } from '../language/duration.ts';
import { formatStatic } from '../language/format.ts';
import { parseQuery } from '../language/parse.ts';
import { TraceqlError } from '../language/parse-error.ts';
import { validateQuery } from '../language/validate.ts';
import { alignRange, defaultStep, wholeRange, type Intervals } from '../metrics/intervals.ts';
import { queryMetrics } from '../metrics/metrics-query.ts';
import type { Exemplar, Label, Series, SeriesSet } from '../metrics/series.ts';
import { openBudget, type EngineContext } from './engine-context.ts';
import { readMetricsBounds, readQuery, readStep, readUint } from './params.ts';
import { RequestError } from './request-error.ts';

const MAX_EXEMPLARS = 100;
const MAX_INTERVALS = 10_000n;
const MAX_RANGE = 24n * 3600n * 1_000_000_000n;

export function createMetricsRoutes(engine: EngineContext): Hono {
  return new Hono()
    .get('/api/metrics/query_range', async (c) => {
      const { start, end } = readBounds(c, engine);
      const step = readStep(c) ?? defaultStep(start, end);
      checkRange(start, end, step);
      const query = readMetricsQuery(c);
      const intervals = alignRange({ startNano: start, endNano: end, stepNano: step });
      const maxExemplars = readExemplars(c, query.hints);
      const request = { expression: query.expression, intervals, maxExemplars };
      const found = await queryMetrics(engine.store, request, openBudget(c, engine));
      const series = sortSeries(found).map((each) => rangeJson(each, intervals));
      return c.json({ series: series.filter(({ samples }) => samples.length > 0), metrics: METRICS });
    })
    .get('/api/metrics/query', async (c) => {
      const { start, end } = readBounds(c, engine);
      checkRange(start, end, end - start);
      const query = readMetricsQuery(c);
      const request = { expression: query.expression, intervals: wholeRange(start, end), maxExemplars: 0 };
      const found = await queryMetrics(engine.store, request, openBudget(c, engine));
      const series = sortSeries(found).flatMap(({ labels, values: [value = Number.NaN] }) =>
        Number.isNaN(value) ? [] : [{ labels: labelsJson(labels), ...valueJson(value) }],
      );
      return c.json({ series, metrics: METRICS });
    });
}

const METRICS = { completedJobs: 1, totalJobs: 1 };

function readBounds(c: Context, { options }: EngineContext) {
  const bounds = readMetricsBounds(c, BigInt(Math.trunc(options.now())) * 1_000_000n);
  if (bounds.start >= bounds.end) throw new RequestError('end must be greater than start');
  return bounds;
}

function checkRange(start: bigint, end: bigint, step: bigint): void {
  if (end - start > MAX_RANGE)
    throw new RequestError('metrics query time range exceeds the maximum allowed duration of 24h0m0s');
  if (step !== 0n && (end - start) / step <= MAX_INTERVALS) return;
  const minimum = formatGoDuration(Number((end - start) / MAX_INTERVALS));
  throw new RequestError(
    `step of ${formatGoDuration(Number(step))} is too small, minimum step for given range is ${minimum}`,
  );
}

type MetricsQuery = Query & { readonly kind: 'metrics' };

function readMetricsQuery(c: Context): MetricsQuery {
  const query = parseText(readQuery(c, 'q', 'query') ?? '');
  try {
    validateQuery(query);
  } catch (error) {
    if (error instanceof TraceqlError) throw new RequestError(`compiling query: ${error.message}`);
    throw error;
  }
  if (query.kind !== 'metrics') throw new RequestError('not a metrics query');
  return query;
}

function parseText(text: string): Query {
  try {
    return parseQuery(text);
  } catch (error) {
    if (error instanceof TraceqlError) throw new RequestError(error.message);
    throw error;
  }
}

/** The hint in the query, else the parameter, up to Tempo's limit; all there may be when neither is given. */
function readExemplars(c: Context, hints: Hints): number {
  const hint = hints.get('exemplars');
  if (hint?.type === 'int') return Math.min(MAX_EXEMPLARS, Math.max(0, hint.value));
  if (hint?.type === 'boolean' && !hint.value) return 0;
  const text = c.req.query('exemplars') ?? '';
  const wanted = /^\d+$/.test(text) ? (readUint(c, 'exemplars') ?? 0) : 0;
  return wanted === 0 ? MAX_EXEMPLARS : Math.min(wanted, MAX_EXEMPLARS);
}

function sortSeries(series: SeriesSet): readonly Series[] {
  const textOf = ({ labels }: Series) =>
    labels.map(({ name, value }) => `${name}\u0000${formatStatic(value)}`).join('\u0001');
  const keyed = [...series.values()].map((each) => ({ each, text: textOf(each) }));
  keyed.sort((a, b) => a.each.labels.length - b.each.labels.length || (a.text < b.text ? -1 : 1));
  return keyed.map(({ each }) => each);
}

const labelsJson = (labels: readonly Label[]): readonly JsonKeyValue[] =>
  labels.map(({ name, value }) => ({ key: name, value: toJsonValue(value) }));

/** Zeros are left out, as protobuf's JSON does. */
const valueJson = (value: number) => (value === 0 ? {} : { value: toJsonNumber(value) });

function rangeJson({ labels, values, exemplars }: Series, intervals: Intervals) {
  const samples = Array.from(values, (value, index) => ({ value, index }))
    .filter(({ value }) => !Number.isNaN(value))
    .map(({ value, index }) => ({ timestampMs: String(intervals.timestampMs(index)), ...valueJson(value) }));
  const shown = exemplars
    .map((exemplar) => settleExemplar(exemplar, values, intervals))
    .filter((exemplar) => exemplar !== null)
    .sort((a, b) => a.timestampMs - b.timestampMs)
    .map((exemplar) => ({
      labels: labelsJson(exemplar.labels),
      ...valueJson(exemplar.value),
      timestampMs: String(exemplar.timestampMs),
    }));
  return { labels: labelsJson(labels), samples, ...(shown.length > 0 ? { exemplars: shown } : {}) };
}

/** An exemplar without a value of its own takes that of its sample; without a sample it is not shown. */
function settleExemplar(exemplar: Exemplar, values: Float64Array, intervals: Intervals): Exemplar | null {
  const interval = intervals.ofMs(exemplar.timestampMs);
  const sample = interval === -1 ? Number.NaN : (values[interval] ?? Number.NaN);
  if (Number.isNaN(sample)) return null;
  return Number.isNaN(exemplar.value) ? { ...exemplar, value: sample } : exemplar;
}
