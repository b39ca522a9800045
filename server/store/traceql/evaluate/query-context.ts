import type { Pipeline } from '../language/ast.ts';
import type { FieldExpression } from '../language/ast.ts';
import { EvaluationError } from '../language/evaluation-error.ts';
import { formatStatic } from '../language/format.ts';
import { elementsOf } from '../language/static.ts';
import type { SpanStore } from '../storage/span-store.ts';
import { NESTED_SET_INTRINSICS, type ReaderContext } from './attribute-readers.ts';
import { createAttachment } from './attachment.ts';
import type { Predicate } from './compare-attribute.ts';
import { compilePredicate } from './compile.ts';
import type { Condition, FetchPlan } from './conditions.ts';
import { createItemMatcher } from './span-items.ts';
import { matchesItem } from './item-conditions.ts';
import { expressionsOf } from './expressions-of.ts';

/** Everything an evaluation needs to read spans as one query sees them. */
export interface QueryContext extends ReaderContext {
  readonly plan: FetchPlan;
  /** Whether traces must have their nested sets numbered. */
  readonly needsNestedSets: boolean;
  /** null when every span is looked at. */
  readonly isCandidate: Predicate | null;
}

/** @throws EvaluationError when a condition asks a column for a value of a type that it cannot hold */
export function createQueryContext(store: SpanStore, pipeline: Pipeline, plan: FetchPlan): QueryContext {
  plan.conditions.forEach(checkOperand);
  const attachment = createAttachment([
    ...plan.conditions,
    ...plan.selected.map((attribute): Condition => ({ attribute, op: 'none', operand: null })),
  ]);
  const findKey = (name: string) => store.findKey(name);
  const itemConditions = plan.isAll ? plan.conditions.filter(isOfItem) : [];
  const items = createItemMatcher((scope, at, index) =>
    itemConditions.every((condition) => matchesItem(condition, { scope, at, index, findKey })),
  );
  const context: ReaderContext = { attachment, findKey, items };
  const attributes = [...plan.conditions.map(({ attribute }) => attribute), ...plan.selected];
  return {
    ...context,
    plan,
    needsNestedSets:
      plan.isStructural || attributes.some(({ intrinsic }) => intrinsic && NESTED_SET_INTRINSICS.has(intrinsic)),
    isCandidate: mayTakeOthers(pipeline) ? compileCandidate(plan, context) : null,
  };
}

const WHOLE_NUMBERS: ReadonlySet<string> = new Set([
  'childCount',
  'nestedSetLeft',
  'nestedSetRight',
  'nestedSetParent',
  'eventTimeSinceStart',
]);
const TEXTS: ReadonlySet<string> = new Set(['instrumentationName', 'instrumentationVersion']);

function checkOperand({ attribute, operand }: Condition): void {
  if (!operand || !attribute.intrinsic) return;
  if (WHOLE_NUMBERS.has(attribute.intrinsic) && operand.type === 'float')
    throw new EvaluationError(`operand is not int, int array, duration, status or kind: ${formatStatic(operand)}`);
  if (TEXTS.has(attribute.intrinsic) && elementsOf(operand).some(({ type }) => type !== 'string'))
    throw new EvaluationError(`operand is not a string or string array: ${formatStatic(operand)}`);
}

const isOfItem = ({ attribute }: Condition) =>
  attribute.scope === 'event' ||
  attribute.scope === 'link' ||
  ['eventName', 'eventTimeSinceStart', 'linkSpanId', 'linkTraceId'].includes(attribute.intrinsic ?? '');

/** What can be true of a span that met no condition; and a pipeline without a filter takes every span. */
function mayTakeOthers(pipeline: Pipeline): boolean {
  const first = pipeline.elements[0]?.kind;
  const isUnfiltered = first === 'scalarFilter' || first === 'group' || first === 'select';
  return isUnfiltered || expressionsOf(pipeline).some(mayHoldOfOthers);
}

function mayHoldOfOthers(expression: FieldExpression): boolean {
  switch (expression.kind) {
    case 'unary':
      return expression.op === '!' || mayHoldOfOthers(expression.operand);
    case 'binary': {
      const { op, left, right } = expression;
      if (mayHoldOfOthers(left) || mayHoldOfOthers(right)) return true;
      if (op === '||') return left.kind === 'static' || right.kind === 'static';
      return op !== '&&' && left.kind !== 'static' && right.kind !== 'static';
    }
    default:
      return false;
  }
}

const TRACE_INTRINSICS: ReadonlySet<string> = new Set(['rootName', 'rootServiceName', 'traceDuration', 'traceId']);

/**
 * Tempo fetches the spans that meet the conditions in a query and negates afterwards, so that `{ !(status = error) }`
 * finds nothing there.
 */
function compileCandidate(plan: FetchPlan, context: ReaderContext): Predicate | null {
  if (plan.conditions.length === 0 || plan.isStructural) return null;
  const isOfTrace = ({ attribute }: Condition) => TRACE_INTRINSICS.has(attribute.intrinsic ?? '');
  if (!plan.isAll && plan.conditions.some(isOfTrace)) return null;
  const tests = plan.conditions.map((condition) => compilePredicate(toExpression(condition), context));
  return plan.isAll ? (at) => tests.every((test) => test(at)) : (at) => tests.some((test) => test(at));
}

/** Intrinsics whose conditions Tempo leaves to the engine. */
const UNFILTERED: ReadonlySet<string> = new Set(['spanId', 'traceId', 'parentId']);

function toExpression({ attribute, op, operand }: Condition): FieldExpression {
  const left: FieldExpression = { kind: 'attribute', attribute };
  const isPushedDown = attribute.intrinsic === null || !UNFILTERED.has(attribute.intrinsic);
  if (!isPushedDown || (op === 'none' && attribute.intrinsic))
    return { kind: 'static', value: { type: 'boolean', value: true } };
  if (op === 'none' || op === 'exists') return { kind: 'unary', op: 'exists', operand: left };
  if (op === 'notExists' || !operand) return { kind: 'unary', op: 'notExists', operand: left };
  return { kind: 'binary', op, left, right: { kind: 'static', value: operand } };
}
