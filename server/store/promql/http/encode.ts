import type { Budget } from '../../budget.ts';
import { stepTime, type Steps } from '../evaluate/context.ts';
import type { QueryResult } from '../evaluate/query.ts';
import { FLOAT, HISTOGRAM, type Row } from '../evaluate/rows.ts';
import type { SampleSource } from '../evaluate/sample-source.ts';
import { allBuckets, type Bucket } from '../histograms/bounds.ts';
import type { FloatHistogram } from '../histograms/histogram.ts';
import { labelObject } from '../model/labels.ts';
import { formatSample } from '../model/numbers.ts';

/** The `data` of a query's answer, as JSON text in pieces. @throws BudgetExceeded */
export async function encodeResult(result: QueryResult, budget: Budget): Promise<string[]> {
  switch (result.type) {
    case 'string':
      return [`{"resultType":"string","result":[${seconds(result.timeMs)},${JSON.stringify(result.text)}]}`];
    case 'scalar': {
      const point = encodeFloat(seconds(stepTime(result.steps, 0)), result.values[0] ?? Number.NaN);
      return [`{"resultType":"scalar","result":${point}}`];
    }
    case 'vector':
      return encodeList('vector', result.rows, { budget, encode: sampleEncoder(result.steps) });
    case 'matrix':
      return encodeList('matrix', result.rows, { budget, encode: rowEncoder(result.steps) });
    case 'samples':
      return encodeList('matrix', result.sources, { budget, encode: encodeSource });
  }
}

interface Encoding<T> {
  readonly budget: Budget;
  readonly encode: (item: T) => string;
}

/** So much text of an answer costs as much as a sample. */
const TEXT_PER_SAMPLE = 4;

async function encodeList<T>(type: string, items: readonly T[], { budget, encode }: Encoding<T>): Promise<string[]> {
  const pieces = [`{"resultType":"${type}","result":[`];
  for (const item of items) {
    const piece = (pieces.length > 1 ? ',' : '') + encode(item);
    budget.spend(Math.ceil(piece.length / TEXT_PER_SAMPLE));
    pieces.push(piece);
    await budget.breathe();
  }
  pieces.push(']}');
  return pieces;
}

const seconds = (timeMs: number): string => String(timeMs / 1000);
const encodeFloat = (time: string, value: number): string => `[${time},"${formatSample(value)}"]`;
const encodeHistogramPoint = (time: string, histogram: FloatHistogram): string =>
  `[${time},${encodeHistogram(histogram)}]`;

const sampleEncoder =
  (steps: Steps) =>
  ({ labels, kinds, values, histograms }: Row): string => {
    const metric = `{"metric":${JSON.stringify(labelObject(labels))}`;
    const time = seconds(stepTime(steps, 0));
    const histogram = kinds[0] === HISTOGRAM ? histograms?.[0] : undefined;
    if (histogram) return `${metric},"histogram":${encodeHistogramPoint(time, histogram)}}`;
    return `${metric},"value":${encodeFloat(time, values[0] ?? Number.NaN)}}`;
  };

function rowEncoder(steps: Steps): (row: Row) => string {
  const times = Array.from({ length: steps.count }, (_, step) => seconds(stepTime(steps, step)));
  return ({ labels, kinds, values, histograms }) => {
    const floatPoints: string[] = [];
    const histogramPoints: string[] = [];
    for (let step = 0; step < kinds.length; step++) {
      const time = times[step] ?? '';
      if (kinds[step] === FLOAT) floatPoints.push(encodeFloat(time, values[step] ?? Number.NaN));
      const histogram = kinds[step] === HISTOGRAM ? histograms?.[step] : undefined;
      if (histogram) histogramPoints.push(encodeHistogramPoint(time, histogram));
    }
    return encodeSeries(JSON.stringify(labelObject(labels)), floatPoints, histogramPoints);
  };
}

function encodeSource({ labels, times, values, histogramTimes, histograms }: SampleSource): string {
  const floatPoints = Array.from(times, (timeMs, at) => encodeFloat(seconds(timeMs), values[at] ?? Number.NaN));
  const histogramPoints = histograms.map((histogram, at) =>
    encodeHistogramPoint(seconds(histogramTimes[at] ?? 0), histogram),
  );
  return encodeSeries(JSON.stringify(labelObject(labels)), floatPoints, histogramPoints);
}

function encodeSeries(metric: string, floats: readonly string[], histograms: readonly string[]): string {
  const values = floats.length > 0 ? `,"values":[${floats.join(',')}]` : '';
  const native = histograms.length > 0 ? `,"histograms":[${histograms.join(',')}]` : '';
  return `{"metric":${metric}${values}${native}}`;
}

function encodeHistogram(histogram: FloatHistogram): string {
  const buckets = allBuckets(histogram)
    .filter(({ count }) => count !== 0)
    .map(encodeBucket);
  const list = buckets.length > 0 ? `,"buckets":[${buckets.join(',')}]` : '';
  return `{"count":"${formatSample(histogram.count)}","sum":"${formatSample(histogram.sum)}"${list}}`;
}

/** 0: the upper bound belongs to it, 1: the lower, 2: neither, 3: both. */
function boundaryRule({ lowerInclusive, upperInclusive }: Bucket): number {
  if (lowerInclusive) return upperInclusive ? 3 : 1;
  return upperInclusive ? 0 : 2;
}

function encodeBucket(bucket: Bucket): string {
  const { lower, upper, count } = bucket;
  return `[${boundaryRule(bucket)},"${formatSample(lower)}","${formatSample(upper)}","${formatSample(count)}"]`;
}
