import { LabelSet } from '../pipeline/label-set.ts';
import { overlaps, type Stream } from '../storage/log-store.ts';
import type { Chunk } from '../storage/chunk.ts';
import type { Matcher } from '../syntax/ast.ts';
import { createMatcher } from '../syntax/build-matcher.ts';
import { parseMatchers } from '../syntax/parse.ts';
import { QueryError } from '../syntax/query-error.ts';
import { formatFloat } from '../go/numbers.ts';
import { jsonResponse } from './errors.ts';
import type { Endpoint, RequestContext } from './request.ts';

const DEFAULT_VOLUME_LIMIT = 100;
const MATCH_ANY = '{}';
const NS_PER_MS = 1_000_000n;

interface Bounds {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** Lines and bytes of a chunk in [start, end]. */
function measure(chunk: Chunk, { startNs, endNs }: Bounds): { entries: number; bytes: number } {
  if (!overlaps(chunk, startNs, endNs)) return { entries: 0, bytes: 0 };
  chunk.sort();
  const from = chunk.firstAtOrAfter(Number(startNs - chunk.baseNs));
  const to = chunk.firstAtOrAfter(Number(endNs - chunk.baseNs) + 1);
  return { entries: to - from, bytes: to > from ? chunk.endOf(to - 1) - chunk.startOf(from) : 0 };
}

export function answerIndexStats({ store }: Endpoint, { params }: RequestContext): Response {
  const bounds = params.checkedBounds();
  const streams = store.select(parseMatchers(params.text('query')), bounds.startNs, bounds.endNs);
  const total = { streams: 0, chunks: 0, bytes: 0, entries: 0 };
  for (const { chunks } of streams) {
    const measured = chunks.map((chunk) => measure(chunk, bounds)).filter(({ entries }) => entries > 0);
    total.streams += Number(measured.length > 0);
    total.chunks += measured.length;
    for (const { entries, bytes } of measured) {
      total.entries += entries;
      total.bytes += bytes;
    }
  }
  return jsonResponse(JSON.stringify(total));
}

interface VolumeRequest {
  readonly matchers: readonly Matcher[];
  readonly targets: readonly string[];
  readonly limit: number;
  readonly byLabel: boolean;
}

/** @throws QueryError */
function readVolumeRequest({ params }: RequestContext): VolumeRequest {
  const targets = params.text('targetLabels') === '' ? [] : params.text('targetLabels').split(',');
  const aggregateBy = params.text('aggregateBy') || 'series';
  if (aggregateBy !== 'series' && aggregateBy !== 'labels') throw new QueryError('invalid aggregation option');
  const given = params.integer('limit', DEFAULT_VOLUME_LIMIT);
  if (given < 0) throw new QueryError('limit must be a positive value');
  const query = params.text('query');
  const matchers = query.replaceAll(' ', '') === MATCH_ANY ? [] : parseMatchers(query);
  const extra = targets
    .filter((name) => !matchers.some((matcher) => matcher.name === name))
    .map((name) => createMatcher(name, '=~', '.+'));
  return {
    matchers: [...matchers, ...extra],
    targets,
    limit: given === 0 ? DEFAULT_VOLUME_LIMIT : given,
    byLabel: aggregateBy === 'labels',
  };
}

/** Bytes by series of the labels asked for, or by the name of each label; the largest first. */
function volumes({ store }: Endpoint, request: VolumeRequest, bounds: Bounds): Map<string, Volume> {
  const totals = new Map<string, Volume>();
  const add = (labels: LabelSet, bytes: number) => {
    const known = totals.get(labels.key);
    if (known) known.bytes += bytes;
    else totals.set(labels.key, { labels, bytes });
  };
  for (const stream of store.select(request.matchers, bounds.startNs, bounds.endNs)) {
    const bytes = stream.chunks.reduce((sum, chunk) => sum + measure(chunk, bounds).bytes, 0);
    if (bytes === 0) continue;
    const labels = volumeLabels(stream, request);
    if (request.byLabel) for (const name of labels.names) add(LabelSet.of([[name, '']]), bytes);
    else add(labels, bytes);
  }
  const largest = [...totals].sort(
    ([, a], [, b]) => b.bytes - a.bytes || (String(a.labels) < String(b.labels) ? -1 : 1),
  );
  return new Map(largest.slice(0, request.limit));
}

interface Volume {
  readonly labels: LabelSet;
  bytes: number;
}

function volumeLabels({ labels }: Stream, { matchers, targets, byLabel }: VolumeRequest): LabelSet {
  if (targets.length > 0) return labels.only(targets);
  return byLabel || matchers.length === 0 ? labels : labels.only(matchers.map(({ name }) => name));
}

export function answerVolume(endpoint: Endpoint, request: RequestContext): Response {
  const bounds = request.params.checkedBounds();
  const found = volumes(endpoint, readVolumeRequest(request), bounds);
  const result = [...found.values()].map(
    ({ labels, bytes }) => `{"metric":${JSON.stringify(labels.toJson())},"value":${encodePoint(bounds.endNs, bytes)}}`,
  );
  return volumeResponse('vector', result);
}

export function answerVolumeRange(endpoint: Endpoint, request: RequestContext): Response {
  const bounds = request.params.checkedBounds();
  const stepNs = BigInt(request.params.step(bounds));
  const volumeRequest = readVolumeRequest(request);
  const series = new Map<string, { labels: LabelSet; points: string[]; first: number }>();
  for (const bucket of buckets(bounds, stepNs))
    for (const [key, { labels, bytes }] of volumes(endpoint, volumeRequest, bucket)) {
      const known = series.get(key);
      const point = encodePoint(bucket.endNs, bytes);
      if (known) known.points.push(point);
      else series.set(key, { labels, points: [point], first: bytes });
    }
  const result = [...series.values()]
    .sort((a, b) => b.first - a.first || (String(a.labels) < String(b.labels) ? -1 : 1))
    .map(({ labels, points }) => `{"metric":${JSON.stringify(labels.toJson())},"values":[${points.join(',')}]}`);
  // Nothing is a vector to Loki.
  return volumeResponse(result.length > 0 ? 'matrix' : 'vector', result);
}

/** Steps of the range aligned to the step; all but the last end a millisecond early. */
function* buckets({ startNs, endNs }: Bounds, stepNs: bigint): Generator<Bounds> {
  let from = startNs;
  for (let start = startNs - (startNs % stepNs); start < endNs; start += stepNs) {
    const end = start + stepNs;
    yield { startNs: from, endNs: end < endNs ? end - NS_PER_MS : endNs };
    from = end;
  }
}

const encodePoint = (unixNano: bigint, bytes: number) =>
  `[${formatFloat(Number(unixNano / NS_PER_MS) / 1000)},"${bytes}"]`;

const volumeResponse = (type: 'vector' | 'matrix', result: readonly string[]) =>
  jsonResponse(`{"status":"success","data":{"resultType":"${type}","result":[${result.join(',')}]}}`);
