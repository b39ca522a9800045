import { toWireNumber, type AnswerMeta, type Labels, type WireNumber } from '../../contract/answer.ts';
import type { Exemplar, HistogramSample, MetricAnswer, MetricMetadata, MetricSeries } from '../../contract/metrics.ts';
import { epochMs, type EpochMs } from '../../contract/units.ts';
import {
  asArray,
  asLabels,
  asNumber,
  asObject,
  asString,
  asStrings,
  type JsonObject,
  Mismatch,
  optionalString,
} from '../json.ts';

/** The `data` of a success envelope and its warnings. */
export function decodeEnvelope(body: unknown): { readonly data: unknown; readonly meta: AnswerMeta } {
  const envelope = asObject(body, 'the answer');
  if (envelope['status'] !== 'success') throw new Mismatch('expected status "success"');
  const warnings = [...asStrings(envelope['warnings'], 'warnings'), ...asStrings(envelope['infos'], 'infos')];
  return { data: envelope['data'], meta: warnings.length > 0 ? { warnings } : {} };
}

/** A query's answer, range or instant. Loki's metric queries have the same form. */
export function decodeMetricAnswer(body: unknown): MetricAnswer {
  const envelope = decodeEnvelope(body);
  const { resultType, result, stats } = asObject(envelope.data, 'data');
  const meta = { ...envelope.meta, ...decodeStats(stats) };
  switch (resultType) {
    case 'matrix':
    case 'vector':
      return { resultType, ...onOneAxis(asArray(result, 'data.result').map(decodeSeries)), meta };
    case 'scalar': {
      const [time, value] = decodePoint(result);
      return { resultType, times: [time], series: [{ labels: {}, values: [decodeValue(value)] }], meta };
    }
    case 'string': {
      const [time, text] = decodePoint(result);
      return { resultType, times: [time], series: [], text: asString(text, 'data.result'), meta };
    }
    default:
      throw new Mismatch('expected matrix, vector, scalar or string at data.resultType');
  }
}

/** `data.stats` of a query that asked for them: Prometheus' own form, which Mimir and Thanos share. */
function decodeStats(stats: unknown): Pick<AnswerMeta, 'stats'> {
  const { timings, samples } = asLenient(stats);
  const { evalTotalTime } = asLenient(timings);
  const { totalQueryableSamples } = asLenient(samples);
  const found = {
    ...(typeof totalQueryableSamples === 'number' && { samplesScanned: totalQueryableSamples }),
    ...(typeof evalTotalTime === 'number' && { elapsedMs: evalTotalTime * 1000 }),
  };
  return Object.keys(found).length > 0 ? { stats: found } : {};
}

const asLenient = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null ? (value as JsonObject) : {};

interface RawSeries {
  readonly labels: Labels;
  readonly floats: readonly Point[];
  readonly histograms: readonly Point[];
}
type Point = readonly [time: EpochMs, value: unknown];

function decodeSeries(item: unknown): RawSeries {
  const series = asObject(item, 'data.result[]');
  const points = (many: unknown, one: unknown): readonly Point[] =>
    one === undefined ? asArray(many, 'data.result[].values').map(decodePoint) : [decodePoint(one)];
  return {
    labels: asLabels(series['metric'], 'data.result[].metric'),
    floats: points(series['values'], series['value']),
    histograms: points(series['histograms'], series['histogram']),
  };
}

/** Prometheus' clock has milliseconds, which a float of seconds holds exactly once rounded. */
function decodePoint(item: unknown): Point {
  const [seconds, value] = asArray(item, 'a sample');
  return [epochMs(Math.round(asNumber(seconds, "a sample's time") * 1000)), value];
}

const decodeValue = (value: unknown): WireNumber => toWireNumber(asNumber(value, 'a sample'));

/** Series share one time axis: the union of their times. O(samples + times log times). */
function onOneAxis(raw: readonly RawSeries[]): Pick<MetricAnswer, 'times' | 'series'> {
  const distinct = new Set<EpochMs>();
  for (const { floats, histograms } of raw) {
    for (const [time] of floats) distinct.add(time);
    for (const [time] of histograms) distinct.add(time);
  }
  const times = [...distinct].sort((a, b) => a - b);
  const indexOf = new Map(times.map((time, index) => [time, index]));
  const spread = <T>(points: readonly Point[], decode: (value: unknown) => T): (T | null)[] => {
    const column = Array.from<T | null>({ length: times.length }).fill(null);
    for (const [time, value] of points) column[indexOf.get(time) ?? -1] = decode(value);
    return column;
  };
  const series = raw.map(({ labels, floats, histograms }): MetricSeries => ({
    labels,
    values: spread(floats, decodeValue),
    ...(histograms.length > 0 && { histograms: spread(histograms, decodeHistogram) }),
  }));
  return { times, series };
}

function decodeHistogram(value: unknown): HistogramSample {
  const { count, sum, buckets } = asObject(value, 'a histogram');
  return {
    count: decodeValue(count),
    sum: decodeValue(sum),
    buckets: asArray(buckets, "a histogram's buckets").map((bucket) => {
      const [rule, lower, upper, inBucket] = asArray(bucket, "a histogram's bucket");
      return [asNumber(rule, 'a bucket'), decodeValue(lower), decodeValue(upper), decodeValue(inBucket)] as const;
    }),
  };
}

export function decodeExemplars(body: unknown): readonly Exemplar[] {
  const { data } = decodeEnvelope(body);
  return asArray(data, 'data').flatMap((item) => {
    const series = asObject(item, 'data[]');
    const seriesLabels = asLabels(series['seriesLabels'], 'data[].seriesLabels');
    return asArray(series['exemplars'], 'data[].exemplars').map((one): Exemplar => {
      const { labels, value, timestamp } = asObject(one, 'an exemplar');
      return {
        seriesLabels,
        labels: asLabels(labels, "an exemplar's labels"),
        value: asNumber(value, "an exemplar's value"),
        time: epochMs(Math.round(asNumber(timestamp, "an exemplar's time") * 1000)),
      };
    });
  });
}

export const decodeStrings = (body: unknown): readonly string[] => asStrings(decodeEnvelope(body).data, 'data');

/** The query of `format_query`. */
export const decodeFormatted = (body: unknown): string => asString(decodeEnvelope(body).data, 'data');

export const decodeLabelSets = (body: unknown): readonly Labels[] =>
  asArray(decodeEnvelope(body).data, 'data').map((labels) => asLabels(labels, 'data[]'));

/** A metric may be described differently by several targets: each distinct description is an entry. */
export function decodeMetadata(body: unknown): readonly MetricMetadata[] {
  const { data } = decodeEnvelope(body);
  return Object.entries(asObject(data ?? {}, 'data')).flatMap(([name, entries]) =>
    asArray(entries, 'data.*').map((entry) => {
      const { type, help, unit } = asObject(entry, 'data.*[]');
      return { name, type: optionalString(type), help: optionalString(help), unit: optionalString(unit) };
    }),
  );
}
