import type { Budget } from '../../budget.ts';
import type { MetricsExpression, MetricsLeaf } from '../language/ast.ts';
import { createIntrinsic } from '../language/attribute.ts';
import { planFetch } from '../evaluate/conditions.ts';
import { createAttributeLister, type FetchedAttribute } from '../evaluate/fetched-attributes.ts';
import { createQueryContext } from '../evaluate/query-context.ts';
import { shortTraceId } from '../evaluate/attribute-readers.ts';
import { scanTraces } from '../evaluate/trace-scan.ts';
import type { SpanCursor } from '../evaluate/span-cursor.ts';
import { nanosAt } from '../storage/columns.ts';
import type { SpanStore } from '../storage/span-store.ts';
import { createExemplarBuckets } from './exemplar-buckets.ts';
import { createSpanStage } from './first-stage.ts';
import type { Intervals } from './intervals.ts';
import { combineSeries } from './math.ts';
import { applyStages } from './second-stage.ts';
import type { SeriesSet } from './series.ts';

export interface MetricsRequest {
  readonly expression: MetricsExpression;
  readonly intervals: Intervals;
  readonly maxExemplars: number;
}

/** @throws BudgetExceeded, EvaluationError */
export async function queryMetrics(store: SpanStore, request: MetricsRequest, budget: Budget): Promise<SeriesSet> {
  const leaves = countLeaves(request.expression);
  const maxExemplars = request.maxExemplars === 0 ? 0 : Math.max(1, Math.floor(request.maxExemplars / leaves));
  return evaluate(request.expression, { store, intervals: request.intervals, maxExemplars, budget });
}

const countLeaves = (expression: MetricsExpression): number =>
  expression.kind === 'leaf' ? 1 : countLeaves(expression.left) + countLeaves(expression.right);

/** `{ false }` asks for nothing, not for zeros. */
const isNoop = ({ pipeline }: MetricsLeaf) =>
  pipeline.elements.every(
    (element) =>
      element.kind === 'filter' &&
      element.expression.kind === 'static' &&
      element.expression.value.type === 'boolean' &&
      !element.expression.value.value,
  );

interface Evaluation {
  readonly store: SpanStore;
  readonly intervals: Intervals;
  readonly maxExemplars: number;
  readonly budget: Budget;
}

async function evaluate(expression: MetricsExpression, evaluation: Evaluation): Promise<SeriesSet> {
  if (expression.kind === 'leaf' && isNoop(expression)) return new Map();
  if (expression.kind === 'leaf') return applyStages(await evaluateLeaf(expression, evaluation), expression.stages);
  const left = await evaluate(expression.left, evaluation);
  const right = await evaluate(expression.right, evaluation);
  return applyStages(combineSeries(expression.op, left, right), expression.stages);
}

async function evaluateLeaf(leaf: MetricsLeaf, evaluation: Evaluation): Promise<SeriesSet> {
  const { store, intervals, maxExemplars, budget } = evaluation;
  const { pipeline } = leaf;
  const context = createQueryContext(store, pipeline, planFetch(pipeline, leaf.first));
  const listAttributes = createAttributeLister(context);
  const onSeries = () => budget.spend(intervals.count);
  const onValue = () => budget.spend(4);
  const stage = createSpanStage(leaf.first, { context, intervals, maxExemplars, listAttributes, onSeries, onValue });
  const wanted = createExemplarBuckets(maxExemplars, intervals);
  const range = { start: intervals.startNano, end: intervals.endNano };
  await scanTraces({ store, pipeline, context, range, budget }, ({ spansets, cursor }) => {
    let hasExemplar = wanted.isFull();
    for (const { rows } of spansets) {
      for (const row of rows) {
        cursor.moveTo(row);
        const interval = intervals.of(cursor);
        if (interval === -1) continue;
        stage.observe(cursor, interval);
        if (hasExemplar) continue;
        hasExemplar = true;
        const timestampMs = Number(nanosAt(cursor.chunk.start, cursor.row) / 1_000_000n);
        if (!wanted.take(timestampMs)) continue;
        stage.observeExemplar(cursor, { attributes: [traceIdOf(cursor), ...listAttributes(cursor)], timestampMs });
      }
    }
    return true;
  });
  return stage.finish();
}

const traceIdOf = ({ trace }: SpanCursor): FetchedAttribute => ({
  attribute: createIntrinsic('traceId'),
  value: { type: 'string', value: shortTraceId(trace.id) },
});
