import { LabelSet } from '../pipeline/label-set.ts';
import type { LabelsBuilder } from '../pipeline/labels-builder.ts';
import { lineText, type Line } from '../pipeline/line.ts';
import type { Metadata } from '../pipeline/metadata-list.ts';
import { compilePipeline } from '../pipeline/pipeline.ts';
import { isShared, type Chunk } from '../storage/chunk.ts';
import { overlaps, type LogStore, type Stream } from '../storage/log-store.ts';
import type { Grouping, RangeAggregation, Stage } from '../syntax/ast.ts';
import { QueryError } from '../syntax/query-error.ts';
import type { Grid } from './columns.ts';
import { createExtractor, type Extractor, type SampleGrouping } from './extractor.ts';
import { learnDistinct, type DistinctJob } from './learn-distinct.ts';
import { runStages } from '../pipeline/stage.ts';
import type { QueryContext } from './query-context.ts';
import { SampleSeries } from './sample-series.ts';
import { candidateCount, createLineReader, findCandidates, visitCandidates } from './scan.ts';

/** Series that one aggregation may keep apart while it works; results are limited further. */
const MAX_WORKING_SERIES = 250_000;

export interface Samples {
  readonly series: readonly SampleSeries[];
  /** Sample times are ns since the exclusive beginning of the first window. */
  readonly rangeNs: number;
}

/** All samples of a range aggregation. @throws QueryError, BudgetExceeded */
export async function collectSamples(
  aggregation: RangeAggregation,
  { grid, outer }: { grid: Grid; outer: Grouping | null },
  context: QueryContext,
): Promise<Samples> {
  const { range } = aggregation;
  const pipeline = compilePipeline({ stages: usefulStages(aggregation) }, context.nowMs);
  const extractor = createExtractor(aggregation, pipeline, outer);
  const originNs = grid.startNs - BigInt(range.offsetNs) - BigInt(range.rangeNs);
  const lengthNs = range.rangeNs + grid.stepNs * (grid.count - 1);
  const endNs = originNs + BigInt(lengthNs);
  const collector = new Collector(extractor, context.store);
  const streams = context.store.select(range.log.matchers, originNs, endNs);
  const jobs = pipeline.distinct.length === 0 ? [] : jobsOf(streams, originNs, endNs);
  await learnDistinct({ pipeline, labels: extractor.builder, jobs, isBackward: false }, context);
  for (const stream of streams) {
    const target = collector.forStream(stream, pipeline.stages.length === 0 && !range.unwrap);
    for (const chunk of stream.chunks) {
      if (!overlaps(chunk, originNs, endNs)) continue;
      const job = { stream, chunk, pipeline, extractor, target };
      await scanChunk(job, { origin: Number(originNs - chunk.baseNs), length: lengthNs }, context);
    }
  }
  return { series: collector.finish(), rangeNs: range.rangeNs };
}

const READS_LINE: ReadonlySet<Stage['kind']> = new Set([
  'lineFilter',
  'json',
  'jsonPaths',
  'logfmt',
  'logfmtPaths',
  'regexp',
  'pattern',
  'unpack',
]);

/** Where lines are only counted, Loki leaves out a `line_format` after which nothing reads the line, faults and all. */
function usefulStages({ op, range }: RangeAggregation): readonly Stage[] {
  const { stages } = range.log;
  if (op === 'bytes_over_time' || op === 'bytes_rate') return stages;
  const last = stages.findLastIndex(({ kind }) => READS_LINE.has(kind));
  return stages.filter(({ kind }, index) => kind !== 'lineFormat' || index < last);
}

function jobsOf(streams: readonly Stream[], originNs: bigint, endNs: bigint): DistinctJob[] {
  return streams.flatMap((stream) =>
    stream.chunks
      .filter((chunk) => overlaps(chunk, originNs, endNs))
      .map((chunk) => ({
        stream,
        chunk,
        bounds: { low: Number(originNs - chunk.baseNs) + 1, high: Number(endNs - chunk.baseNs) },
      })),
  );
}

interface ScanJob {
  readonly stream: Stream;
  readonly chunk: Chunk;
  readonly pipeline: ReturnType<typeof compilePipeline>;
  readonly extractor: Extractor;
  readonly target: StreamTarget;
}

async function scanChunk(
  { stream, chunk, pipeline, extractor, target }: ScanJob,
  { origin, length }: { origin: number; length: number },
  { store, budget, statistics }: QueryContext,
): Promise<void> {
  const candidates = findCandidates(chunk, { low: origin + 1, high: origin + length }, pipeline.rawFilters);
  if (candidates.from >= candidates.to) return;
  statistics.lines += candidates.to - candidates.from;
  statistics.bytes += chunk.endOf(candidates.to - 1) - chunk.startOf(candidates.from);
  const { builder, kind } = extractor;
  const { stages } = pipeline;
  const reader = createLineReader(chunk, target.readsLines ? candidateCount(candidates) : 0);
  let current = 0;
  const line: Line = { text: '', start: 0, end: 0, unixNano: () => chunk.unixNano(current) };
  const rawBytes = (index: number) => chunk.endOf(index) - chunk.startOf(index);
  const visit = (index: number): boolean => {
    const time = (chunk.offsets[index] ?? 0) - origin;
    if (target.single) {
      target.single.add(time, kind === 'bytes' ? rawBytes(index) : 1);
      return true;
    }
    if (!target.readsLines) {
      target.ofMetadata(chunk, index).add(time, kind === 'bytes' ? rawBytes(index) : 1);
      return true;
    }
    builder.reset(stream.labels, store.metadataOf(chunk, index));
    reader.load(index, line);
    current = index;
    if (!runStages(stages, line, builder)) return true;
    const value = kind === 'bytes' ? Buffer.byteLength(lineText(line)) : extractor.value(builder);
    if (value !== null) target.ofBuilder(builder).add(time, value);
    return true;
  };
  await visitCandidates(candidates, visit, { budget, isBackward: false });
}

class Collector {
  readonly #series = new Map<string, SampleSeries>();
  readonly #extractor: Extractor;
  readonly #store: LogStore;

  constructor(extractor: Extractor, store: LogStore) {
    this.#extractor = extractor;
    this.#store = store;
  }

  forStream(stream: Stream, isPlain: boolean): StreamTarget {
    return new StreamTarget(stream, isPlain, {
      extractor: this.#extractor,
      metadataOf: (chunk, index) => this.#store.metadataOf(chunk, index),
      seriesOf: (labels) => this.#seriesOf(labels),
    });
  }

  finish(): SampleSeries[] {
    const all = [...this.#series.values()];
    for (const series of all) series.sort();
    return all;
  }

  #seriesOf(labels: LabelSet): SampleSeries {
    let series = this.#series.get(labels.key);
    if (!series) {
      if (this.#series.size >= MAX_WORKING_SERIES)
        throw new QueryError(`maximum number of series (${MAX_WORKING_SERIES}) reached for a single query`);
      this.#series.set(labels.key, (series = new SampleSeries(labels, this.#extractor.kind !== 'count')));
    }
    return series;
  }
}

interface TargetSource {
  readonly metadataOf: (chunk: Chunk, index: number) => Metadata;
  readonly extractor: Extractor;
  readonly seriesOf: (labels: LabelSet) => SampleSeries;
}

/** Finds the series of a stream's lines. The answer depends on few things, so it is kept by these. */
class StreamTarget {
  /** Set when all lines of the stream are of one series whatever they hold. */
  readonly single: SampleSeries | null;
  readonly readsLines: boolean;
  readonly #stream: Stream;
  readonly #source: TargetSource;
  readonly #byKey = new Map<string, SampleSeries>();
  /** By the reference of metadata that many lines share. */
  readonly #byShared = new Map<number, SampleSeries>();

  constructor(stream: Stream, isPlain: boolean, source: TargetSource) {
    this.#stream = stream;
    this.#source = source;
    this.readsLines = !isPlain;
    this.single = isPlain ? this.#singleSeries() : null;
  }

  #singleSeries(): SampleSeries | null {
    const { labels, isWithout, noLabels } = this.#source.extractor.grouping;
    if (noLabels) return this.#source.seriesOf(LabelSet.empty);
    const isOfStream = !isWithout && labels.length > 0 && labels.every((name) => this.#stream.labels.get(name) !== '');
    return isOfStream ? this.#source.seriesOf(this.#stream.labels.only(labels)) : null;
  }

  /** For lines that need not be read. */
  ofMetadata(chunk: Chunk, index: number): SampleSeries {
    const reference = chunk.metadata[index] ?? 0;
    const known = this.#byShared.get(reference);
    if (known) return known;
    const { builder } = this.#source.extractor;
    builder.reset(this.#stream.labels, this.#source.metadataOf(chunk, index));
    const series = this.ofBuilder(builder);
    if (isShared(reference)) this.#byShared.set(reference, series);
    return series;
  }

  ofBuilder(builder: LabelsBuilder): SampleSeries {
    const { grouping } = this.#source.extractor;
    const key = builder.error === '' ? groupKey(builder, grouping) : fullKey(builder);
    let series = this.#byKey.get(key);
    if (!series) {
      series = this.#source.seriesOf(
        builder.error === '' ? groupedLabels(builder, grouping) : LabelSet.of(builder.allPairs()),
      );
      this.#byKey.set(key, series);
    }
    return series;
  }
}

const ABSENT = '\u0002';
const END = '\u0000';

function groupKey(builder: LabelsBuilder, { labels, isWithout, noLabels }: SampleGrouping): string {
  if (noLabels) return '';
  if (isWithout || labels.length === 0) return fullKey(builder);
  const [only] = labels;
  if (labels.length === 1 && only !== undefined) return builder.get(only) ?? ABSENT;
  let key = '';
  for (const name of labels) key += (builder.get(name) ?? ABSENT) + END;
  return key;
}

function fullKey(builder: LabelsBuilder): string {
  const { metadata, parsed, deleted } = builder;
  let key = builder.error;
  for (let at = 0; at < deleted.length; at++) key += END + (deleted[at] ?? '');
  for (let at = 0; at < metadata.size; at++) key += `${ABSENT}${metadata.nameAt(at)}${END}${metadata.valueAt(at)}`;
  for (let at = 0; at < parsed.size; at++) key += `${END}${ABSENT}${parsed.nameAt(at)}${END}${parsed.valueAt(at)}`;
  return builder.errorDetails === '' ? key : `${key}${END}${builder.errorDetails}`;
}

function groupedLabels(builder: LabelsBuilder, { labels, isWithout, noLabels }: SampleGrouping): LabelSet {
  if (noLabels) return LabelSet.empty;
  if (labels.length === 0) return LabelSet.of(builder.allPairs());
  if (!isWithout)
    return LabelSet.of(
      labels.flatMap((name): [string, string][] => {
        const value = builder.deleted.includes(name) ? undefined : builder.get(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  const pairs = [...builder.streamPairs(), ...builder.metadataPairs(), ...builder.parsed.pairs()];
  return LabelSet.of(pairs.filter(([name]) => !labels.includes(name)));
}
