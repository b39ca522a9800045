import type { AnswerMeta, Labels } from '../../contract/answer.ts';
import type { DetectedField, LogPattern, LogRangeAnswer, LogRows, LogStats } from '../../contract/logs.ts';
import type { MetricAnswer } from '../../contract/metrics.ts';
import { fromWireNumber, toWireNumber } from '../../contract/answer.ts';
import { epochMs, unixNano, type UnixNano } from '../../contract/units.ts';
import {
  asArray,
  asLabels,
  asNumber,
  asObject,
  asString,
  asStrings,
  optionalString,
  type JsonObject,
} from '../json.ts';
import { decodeEnvelope, decodeMetricAnswer } from '../prometheus/decode.ts';

export type Direction = 'backward' | 'forward';

/** A range query's answer: streams of lines, or the matrix of a metric query. */
export function decodeRange(body: unknown, direction: Direction): LogRangeAnswer {
  const { data, meta } = decodeEnvelope(body);
  const { resultType, result, stats } = asObject(data, 'data');
  if (resultType !== 'streams') return { kind: 'metrics', metrics: decodeSeries(body) };
  return { kind: 'logs', logs: { ...decodeStreams(result, direction), meta: { ...meta, ...decodeStats(stats) } } };
}

/** A metric query's answer, with what it cost. */
export function decodeSeries(body: unknown): MetricAnswer {
  const answer = decodeMetricAnswer(body);
  const { stats } = asObject(decodeEnvelope(body).data, 'data');
  return { ...answer, meta: { ...answer.meta, ...decodeStats(stats) } };
}

/** Streams of lines as rows in one order. */
export const decodeStreams = (streams: unknown, direction: Direction): LogRows =>
  inOrder(readStreams(streams), direction);

interface Row {
  readonly stream: number;
  readonly timestamp: UnixNano;
  readonly line: string;
  readonly structuredMetadata: Labels | null;
  readonly parsed: Labels | null;
}
interface Streams {
  readonly streams: readonly Labels[];
  readonly rows: readonly Row[];
}

function readStreams(result: unknown): Streams {
  const streams: Labels[] = [];
  const indexOf = new Map<string, number>();
  const rows: Row[] = [];
  for (const item of asArray(result, 'data.result')) {
    const { stream, values } = asObject(item, 'data.result[]');
    const labels = asLabels(stream, 'data.result[].stream');
    const key = JSON.stringify(labels);
    const index = indexOf.get(key) ?? streams.push(labels) - 1;
    indexOf.set(key, index);
    for (const value of asArray(values, 'data.result[].values')) rows.push(readRow(value, index));
  }
  return { streams, rows };
}

function readRow(value: unknown, stream: number): Row {
  const [timestamp, line, categories] = asArray(value, 'a log entry');
  const { structuredMetadata, parsed } = asObject(categories ?? {}, "a log entry's labels");
  return {
    stream,
    timestamp: unixNano(asString(timestamp, "a log entry's time")),
    line: asString(line, 'a log line'),
    structuredMetadata: structuredMetadata === undefined ? null : asLabels(structuredMetadata, 'structuredMetadata'),
    parsed: parsed === undefined ? null : asLabels(parsed, 'parsed'),
  };
}

/** Digits of equal length compare as text; times have 19 of them until 2286. */
const compare = (a: UnixNano, b: UnixNano): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Loki orders lines within a stream; across streams it is for us. The sort is stable: equal times keep their order. */
function inOrder({ streams, rows }: Streams, direction: Direction): LogRows {
  const sign = direction === 'forward' ? 1 : -1;
  const sorted = rows.toSorted((a, b) => sign * compare(a.timestamp, b.timestamp));
  return {
    streams,
    streamIndex: sorted.map((row) => row.stream),
    timestamps: sorted.map((row) => row.timestamp),
    lines: sorted.map((row) => row.line),
    structuredMetadata: sorted.map((row) => row.structuredMetadata),
    parsed: sorted.map((row) => row.parsed),
  };
}

function decodeStats(stats: unknown): Pick<AnswerMeta, 'stats'> {
  if (stats === undefined || stats === null) return {};
  const summary = asObject(asObject(stats, 'data.stats')['summary'] ?? {}, 'data.stats.summary');
  const read = (name: string): number | undefined => {
    const value = summary[name];
    return typeof value === 'number' ? value : undefined;
  };
  const [bytes, lines, time] = [read('totalBytesProcessed'), read('totalLinesProcessed'), read('execTime')];
  return {
    stats: {
      ...(bytes !== undefined && { bytesScanned: bytes }),
      ...(lines !== undefined && { linesScanned: lines }),
      ...(time !== undefined && { elapsedMs: time * 1000 }),
    },
  };
}

/**
 * A count by `level` and `detected_level` as one by `detected_level`: a level that the query itself parsed stands in
 * where Loki detected none. Counts at the ends of buckets become counts at their starts.
 */
export function toVolume(answer: MetricAnswer, step: number): MetricAnswer {
  const byLevel = new Map<string, (number | null)[]>();
  for (const { labels, values } of answer.series) {
    const level = labels['detected_level'] || labels['level'] || 'unknown';
    const sums = byLevel.get(level) ?? answer.times.map(() => null);
    byLevel.set(
      level,
      values.map((value, index) => {
        const [sum, count] = [sums[index] ?? null, fromWireNumber(value)];
        return count === null ? sum : (sum ?? 0) + count;
      }),
    );
  }
  return {
    ...answer,
    times: answer.times.map((time) => epochMs(time - step)),
    series: [...byLevel].map(([level, counts]) => ({
      labels: { detected_level: level },
      values: counts.map((count) => (count === null ? null : toWireNumber(count))),
    })),
  };
}

export function decodeIndexStats(body: unknown): LogStats {
  const stats = asObject(body, 'the answer');
  const count = (name: keyof LogStats): number => asNumber(stats[name] ?? 0, name);
  return { streams: count('streams'), chunks: count('chunks'), entries: count('entries'), bytes: count('bytes') };
}

export const decodeFieldValues = (body: unknown): readonly string[] =>
  asStrings(asObject(body, 'the answer')['values'], 'values');

export function decodeDetectedFields(body: unknown): readonly DetectedField[] {
  return asArray(asObject(body, 'the answer')['fields'], 'fields').map((item) => {
    const field: JsonObject = asObject(item, 'fields[]');
    return {
      label: asString(field['label'], 'fields[].label'),
      type: optionalString(field['type']),
      cardinality: asNumber(field['cardinality'] ?? 0, 'fields[].cardinality'),
      parsers: asStrings(field['parsers'], 'fields[].parsers'),
      jsonPath: asStrings(field['jsonPath'], 'fields[].jsonPath'),
    };
  });
}

/** Answer of `/patterns`: `{data: [{pattern, level?, samples: [[seconds, count]]}]}`. The most frequent come first. */
export function decodePatterns(body: unknown): readonly LogPattern[] {
  const patterns = asArray(asObject(body, 'the answer')['data'], 'data').map((item): LogPattern => {
    const { pattern, level, samples } = asObject(item, 'data[]');
    const points = asArray(samples, 'data[].samples').map((sample) => asArray(sample, 'a sample'));
    const counts = points.map(([, count]) => asNumber(count, "a sample's count"));
    return {
      pattern: asString(pattern, 'data[].pattern'),
      level: optionalString(level) || 'unknown',
      count: counts.reduce((sum, count) => sum + count, 0),
      times: points.map(([seconds]) => epochMs(asNumber(seconds, "a sample's time") * 1000)),
      counts,
    };
  });
  return patterns.sort((a, b) => b.count - a.count);
}
