import { Hints } from '../pipeline/hints.ts';
import { LabelSet } from '../pipeline/label-set.ts';
import { LabelsBuilder } from '../pipeline/labels-builder.ts';
import { lineText, type Line } from '../pipeline/line.ts';
import { compilePipeline, type Pipeline } from '../pipeline/pipeline.ts';
import { runStages } from '../pipeline/stage.ts';
import type { Chunk } from '../storage/chunk.ts';
import { overlaps, type LogStore, type Stream } from '../storage/log-store.ts';
import type { LogExpr } from '../syntax/ast.ts';
import { learnDistinct } from './learn-distinct.ts';
import type { QueryContext } from './query-context.ts';
import { candidateCount, createLineReader, findCandidates, visitCandidates } from './scan.ts';

export interface LogQuery {
  readonly expr: LogExpr;
  readonly startNs: bigint;
  /** Exclusive. */
  readonly endNs: bigint;
  readonly limit: number;
  readonly isBackward: boolean;
  /** When above 0, lines closer than this to the one before are left out. */
  readonly intervalNs: number;
}

export interface LogEntry {
  readonly unixNano: bigint;
  readonly line: string;
  readonly stream: readonly (readonly [string, string])[];
  readonly metadata: readonly (readonly [string, string])[];
  readonly parsed: readonly (readonly [string, string])[];
}

/** A log pipeline over lines in memory, as `tail` and queries run it. */
export function createLinePipeline(pipeline: Pipeline): { labels: LabelsBuilder; run: (line: Line) => boolean } {
  const labels = new LabelsBuilder(new Hints({ filters: pipeline.earlyFilters }));
  return { labels, run: (line) => runStages(pipeline.stages, line, labels) };
}

export function entryOf(labels: LabelsBuilder, line: Line, unixNano: bigint): LogEntry {
  return {
    unixNano,
    line: lineText(line),
    stream: labels.streamPairs(),
    metadata: labels.metadataPairs(),
    parsed: labels.parsedPairs(),
  };
}

/**
 * Entries in the order asked for, the nearest to its beginning when there are more than the limit.
 *
 * @throws QueryError, BudgetExceeded
 */
export async function runLogQuery(query: LogQuery, context: QueryContext): Promise<LogEntry[]> {
  const pipeline = compilePipeline(query.expr, context.nowMs);
  const limit = query.intervalNs > 0 ? Infinity : query.limit;
  let entries: LogEntry[] = [];
  const inOrder = query.isBackward
    ? (a: LogEntry, b: LogEntry) => compareBig(b.unixNano, a.unixNano)
    : (a: LogEntry, b: LogEntry) => compareBig(a.unixNano, b.unixNano);
  const jobs = orderedChunks(query, context.store);
  await learnDistinct(
    {
      pipeline,
      labels: createLinePipeline(pipeline).labels,
      jobs: jobs.map((job) => ({ ...job, bounds: boundsOf(job.chunk, query) })),
      isBackward: query.isBackward,
    },
    context,
  );
  for (const job of jobs) {
    const cutoff = entries.length >= limit ? (entries.at(-1)?.unixNano ?? null) : null;
    if (cutoff !== null && isBeyond(job.chunk, cutoff, query.isBackward)) break;
    const found = await scanChunk({ ...job, pipeline, cutoff, limit }, query, context);
    if (found.length === 0) continue;
    entries = [...entries, ...found].sort(inOrder);
    if (entries.length > limit) entries.length = limit;
  }
  return query.intervalNs > 0 ? thin(entries, query) : entries;
}

const compareBig = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

interface ChunkJob {
  readonly stream: Stream;
  readonly chunk: Chunk;
}

function orderedChunks({ expr, startNs, endNs, isBackward }: LogQuery, store: LogStore): ChunkJob[] {
  const jobs = store
    .select(expr.matchers, startNs, endNs - 1n)
    .flatMap((stream) => stream.chunks.map((chunk) => ({ stream, chunk })))
    .filter(({ chunk }) => overlaps(chunk, startNs, endNs - 1n));
  const edge = ({ chunk }: ChunkJob) => chunk.baseNs + BigInt(isBackward ? chunk.maxOffset : chunk.minOffset);
  return jobs.sort((a, b) => (isBackward ? compareBig(edge(b), edge(a)) : compareBig(edge(a), edge(b))));
}

const isBeyond = (chunk: Chunk, cutoff: bigint, isBackward: boolean) =>
  isBackward ? chunk.baseNs + BigInt(chunk.maxOffset) < cutoff : chunk.baseNs + BigInt(chunk.minOffset) > cutoff;

interface ScanJob extends ChunkJob {
  readonly pipeline: Pipeline;
  /** The time of the worst entry so far when there are enough. */
  readonly cutoff: bigint | null;
  readonly limit: number;
}

const boundsOf = ({ baseNs }: Chunk, { startNs, endNs }: LogQuery) => ({
  low: Number(startNs - baseNs),
  high: Number(endNs - 1n - baseNs),
});

async function scanChunk(job: ScanJob, query: LogQuery, context: QueryContext): Promise<LogEntry[]> {
  const { stream, chunk, pipeline, cutoff, limit } = job;
  const bounds = boundsOf(chunk, query);
  if (cutoff !== null) {
    if (query.isBackward) bounds.low = Math.max(bounds.low, Number(cutoff - chunk.baseNs));
    else bounds.high = Math.min(bounds.high, Number(cutoff - chunk.baseNs));
  }
  const candidates = findCandidates(chunk, bounds, pipeline.rawFilters);
  if (candidates.from >= candidates.to) return [];
  context.statistics.lines += candidates.to - candidates.from;
  context.statistics.bytes += chunk.endOf(candidates.to - 1) - chunk.startOf(candidates.from);
  const { labels, run } = createLinePipeline(pipeline);
  const reader = createLineReader(chunk, Math.min(candidateCount(candidates), limit));
  let current = 0;
  const line: Line = { text: '', start: 0, end: 0, unixNano: () => chunk.unixNano(current) };
  const found: LogEntry[] = [];
  await visitCandidates(
    candidates,
    (index) => {
      labels.reset(stream.labels, context.store.metadataOf(chunk, index));
      reader.load(index, line);
      current = index;
      if (run(line)) found.push(entryOf(labels, line, chunk.unixNano(index)));
      return found.length < limit;
    },
    { budget: context.budget, isBackward: query.isBackward },
  );
  return found;
}

function thin(entries: readonly LogEntry[], { intervalNs, limit, isBackward }: LogQuery): LogEntry[] {
  const interval = BigInt(Math.round(intervalNs));
  const kept: LogEntry[] = [];
  let last: bigint | null = null;
  for (const entry of entries) {
    if (kept.length >= limit) break;
    const distance = last === null ? interval : isBackward ? last - entry.unixNano : entry.unixNano - last;
    if (distance < interval) continue;
    kept.push(entry);
    last = entry.unixNano;
  }
  return kept;
}

export const allLabels = (entry: LogEntry): LabelSet =>
  LabelSet.of([...entry.stream, ...entry.metadata, ...entry.parsed]);
