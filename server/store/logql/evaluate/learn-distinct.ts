import type { LabelsBuilder } from '../pipeline/labels-builder.ts';
import type { Line } from '../pipeline/line.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Chunk } from '../storage/chunk.ts';
import type { Stream } from '../storage/log-store.ts';
import { runStages } from '../pipeline/stage.ts';
import type { QueryContext } from './query-context.ts';
import { candidateCount, createLineReader, findCandidates, visitCandidates } from './scan.ts';

/** Lines with offsets in [low, high] of one chunk. */
export interface DistinctJob {
  readonly stream: Stream;
  readonly chunk: Chunk;
  readonly bounds: { readonly low: number; readonly high: number };
}

interface Learning {
  readonly pipeline: Pipeline;
  readonly labels: LabelsBuilder;
  readonly jobs: Iterable<DistinctJob>;
  readonly isBackward: boolean;
}

/**
 * Shows each `distinct` stage of the pipeline all lines that come to it. They are read once for every such stage, then
 * the pipeline is ready for the query's own reading.
 *
 * @throws QueryError, BudgetExceeded
 */
export async function learnDistinct(learning: Learning, context: QueryContext): Promise<void> {
  const { pipeline, isBackward } = learning;
  const learnt: (typeof pipeline.distinct)[number][] = [];
  for (const stage of pipeline.distinct) {
    for (const before of learnt) before.keep();
    stage.learn(isBackward);
    for (const job of learning.jobs) await showLines(job, learning, context);
    learnt.push(stage);
  }
  for (const stage of learnt) stage.keep();
}

async function showLines(
  { stream, chunk, bounds }: DistinctJob,
  { pipeline, labels, isBackward }: Learning,
  { store, budget }: QueryContext,
): Promise<void> {
  const candidates = findCandidates(chunk, bounds, pipeline.rawFilters);
  if (candidates.from >= candidates.to) return;
  const reader = createLineReader(chunk, candidateCount(candidates));
  let current = 0;
  const line: Line = { text: '', start: 0, end: 0, unixNano: () => chunk.unixNano(current) };
  const visit = (index: number): boolean => {
    labels.reset(stream.labels, store.metadataOf(chunk, index));
    reader.load(index, line);
    current = index;
    runStages(pipeline.stages, line, labels);
    return true;
  };
  await visitCandidates(candidates, visit, { budget, isBackward });
}
