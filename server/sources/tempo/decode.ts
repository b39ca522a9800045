import { toWireNumber, type AnswerMeta, type Labels, type WireNumber } from '../../contract/answer.ts';
import type {
  TagScope,
  TagValue,
  TraceExemplar,
  TraceMetricsAnswer,
  TraceSearchAnswer,
  TraceSummary,
} from '../../contract/traces.ts';
import { durationNs, epochMs, unixNano, type EpochMs } from '../../contract/units.ts';
import { asArray, asNumber, asObject, asString, asStrings, optionalString, type JsonObject } from '../json.ts';
import { attributeText, decodeAnyValue, decodeAttributes } from './attributes.ts';

/** Tempo strips leading zeros of trace IDs, and of span IDs. */
const pad = (id: unknown, length: 16 | 32, where: string): string =>
  asString(id, where).toLowerCase().padStart(length, '0');

export function decodeSearch(body: unknown): TraceSearchAnswer {
  const answer = asObject(body, 'the answer');
  return { traces: asArray(answer['traces'], 'traces').map(decodeSummary), meta: searchMeta(answer['metrics']) };
}

function decodeSummary(value: unknown): TraceSummary {
  const trace = asObject(value, 'traces[]');
  const sets = spanSets(trace);
  return {
    traceId: pad(trace['traceID'], 32, 'traces[].traceID'),
    rootService: optionalString(trace['rootServiceName']),
    rootName: optionalString(trace['rootTraceName']),
    startUnixNano: unixNano(asString(trace['startTimeUnixNano'] ?? '0', 'traces[].startTimeUnixNano')),
    durationMs: asNumber(trace['durationMs'] ?? 0, 'traces[].durationMs'),
    serviceStats: decodeServiceStats(trace['serviceStats']),
    matched: sets.reduce((sum, set) => sum + asNumber(set['matched'] ?? 0, 'spanSets[].matched'), 0),
    spans: sets.flatMap((set) => asArray(set['spans'], 'spanSets[].spans').map(decodeMatch)),
  };
}

/** `spanSet` is what Tempo had before `spanSets`; it sends both. */
function spanSets(trace: JsonObject): readonly JsonObject[] {
  const sets = asArray(trace['spanSets'], 'spanSets');
  const all = sets.length === 0 && trace['spanSet'] ? [trace['spanSet']] : sets;
  return all.map((set) => asObject(set, 'spanSets[]'));
}

function decodeMatch(value: unknown): TraceSummary['spans'][number] {
  const span = asObject(value, 'spanSets[].spans[]');
  const attributes = decodeAttributes(span['attributes']);
  return {
    spanId: pad(span['spanID'], 16, 'spanSets[].spans[].spanID'),
    name: optionalString(span['name']) || attributeText(attributes['name'] ?? attributes['span:name']),
    service: attributeText(attributes['service.name'] ?? attributes['resource.service.name']),
    startUnixNano: unixNano(asString(span['startTimeUnixNano'] ?? '0', 'spans[].startTimeUnixNano')),
    durationNs: durationNs(asNumber(span['durationNanos'] ?? 0, 'spans[].durationNanos')),
    attributes,
  };
}

function decodeServiceStats(value: unknown): TraceSummary['serviceStats'] {
  const stats = Object.entries(asObject(value ?? {}, 'serviceStats')).map(([service, item]) => {
    const { spanCount, errorCount } = asObject(item, 'serviceStats.*');
    return [
      service,
      { spanCount: asNumber(spanCount ?? 0, 'spanCount'), errorCount: asNumber(errorCount ?? 0, 'errorCount') },
    ] as const;
  });
  return Object.fromEntries(stats);
}

function searchMeta(value: unknown): AnswerMeta {
  const metrics = asObject(value ?? {}, 'metrics');
  // Counts of 64 bits travel as text; what is not a count is not worth failing an answer for.
  const read = (name: string): number => {
    const count = Number(metrics[name] ?? 0);
    return Number.isFinite(count) ? count : 0;
  };
  const [done, total] = [read('completedJobs'), read('totalJobs')];
  const stats = {
    ...(read('inspectedBytes') > 0 && { bytesScanned: read('inspectedBytes') }),
    ...(read('inspectedTraces') > 0 && { tracesScanned: read('inspectedTraces') }),
    ...(read('inspectedSpans') > 0 && { spansScanned: read('inspectedSpans') }),
  };
  return {
    ...(total > done && { partial: `Tempo searched ${done} of ${total} parts.` }),
    ...(Object.keys(stats).length > 0 && { stats }),
  };
}

export const decodeTags = (body: unknown): readonly TagScope[] =>
  asArray(asObject(body, 'the answer')['scopes'], 'scopes').map((item) => {
    const { name, tags } = asObject(item, 'scopes[]');
    return { name: asString(name, 'scopes[].name'), tags: asStrings(tags, 'scopes[].tags') };
  });

export const decodeTagValues = (body: unknown): readonly TagValue[] =>
  asArray(asObject(body, 'the answer')['tagValues'], 'tagValues').map((item) => {
    const { type, value } = asObject(item, 'tagValues[]');
    return { type: optionalString(type) || 'string', value: asString(value, 'tagValues[].value') };
  });

interface MetricPoint {
  readonly time: EpochMs;
  readonly value: WireNumber;
}

/** TraceQL metrics. Protobuf's JSON leaves a zero out: a sample without a value is 0, a missing sample is a hole. */
export function decodeMetrics(body: unknown): TraceMetricsAnswer {
  const answer = asObject(body, 'the answer');
  const raw = asArray(answer['series'], 'series').map((item) => {
    const { labels, samples, exemplars } = asObject(item, 'series[]');
    return {
      labels: decodeLabels(labels),
      points: asArray(samples, 'series[].samples').map(decodePoint),
      exemplars: asArray(exemplars, 'series[].exemplars').flatMap(decodeExemplar),
    };
  });
  const times = [...new Set(raw.flatMap(({ points }) => points.map((point) => point.time)))].sort((a, b) => a - b);
  const series = raw.map(({ labels, points }) => {
    const byTime = new Map(points.map((point) => [point.time, point.value]));
    return { labels, values: times.map((time) => byTime.get(time) ?? null) };
  });
  const meta = metricsMeta(answer);
  return { resultType: 'matrix', times, series, exemplars: raw.flatMap((one) => one.exemplars), meta };
}

function metricsMeta(answer: JsonObject): AnswerMeta {
  const message = optionalString(answer['message']);
  const isPartial = answer['status'] === 'PARTIAL' || answer['status'] === 1;
  return { ...searchMeta(answer['metrics']), ...(isPartial && { partial: message || 'Tempo answered in part.' }) };
}

function decodePoint(value: unknown): MetricPoint {
  const { timestampMs, value: sample } = asObject(value, 'series[].samples[]');
  return {
    time: epochMs(asNumber(timestampMs ?? 0, 'samples[].timestampMs')),
    value: toWireNumber(asNumber(sample ?? 0, 'samples[].value')),
  };
}

/** Exemplars that point at no trace, and empty ones, are of no use. */
function decodeExemplar(value: unknown): readonly TraceExemplar[] {
  const exemplar = asObject(value, 'series[].exemplars[]');
  const labels = decodeLabels(exemplar['labels']);
  const traceId = labels['trace:id'];
  const sample = asNumber(exemplar['value'] ?? 0, 'exemplars[].value');
  if (!traceId || sample === 0) return [];
  const time = epochMs(asNumber(exemplar['timestampMs'] ?? 0, 'exemplars[].timestampMs'));
  return [{ labels, traceId: traceId.toLowerCase().padStart(32, '0'), value: sample, time }];
}

function decodeLabels(value: unknown): Labels {
  const labels = asArray(value, 'labels').map((item) => {
    const { key, value: typed } = asObject(item, 'labels[]');
    return [asString(key, 'labels[].key'), attributeText(decodeAnyValue(typed))] as const;
  });
  return Object.fromEntries(labels);
}
