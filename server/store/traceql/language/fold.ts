import type { FieldExpression, FieldOperator } from './ast.ts';
import { EvaluationError } from './evaluation-error.ts';
import { referencesSpan } from './expression-type.ts';
import { applyBinary, applyUnary } from './operators.ts';
import { TraceqlError } from './parse-error.ts';
import { FALSE, type Static } from './static.ts';
import { validateField } from './validate-field.ts';

const constant = (value: Static): FieldExpression => ({ kind: 'static', value });
const isNil = (expression: FieldExpression) => expression.kind === 'static' && expression.value.type === 'nil';

/** A binary operation; one of constants only becomes its value, and a comparison with nil a test of existence. */
export function foldBinary(op: FieldOperator, left: FieldExpression, right: FieldExpression): FieldExpression {
  if (isNil(left) || isNil(right)) return foldNil(op, left, right);
  const operation: FieldExpression = {
    kind: 'binary',
    op,
    left: isTraceId(right) ? normalizeTraceId(left) : left,
    right: isTraceId(left) ? normalizeTraceId(right) : right,
  };
  if (left.kind !== 'static' || right.kind !== 'static') return operation;
  return foldConstant(operation, () => applyBinary(op, left.value, right.value));
}

function foldNil(op: FieldOperator, left: FieldExpression, right: FieldExpression): FieldExpression {
  if (op !== '=' && op !== '!=') throw new TraceqlError('parse error : syntax error: unexpected nil');
  if (isNil(left) && isNil(right)) return constant(FALSE);
  return foldUnary(op === '=' ? 'notExists' : 'exists', isNil(left) ? right : left);
}

export function foldUnary(op: '-' | '!' | 'exists' | 'notExists', operand: FieldExpression): FieldExpression {
  const operation: FieldExpression = { kind: 'unary', op, operand };
  if (operand.kind !== 'static') return operation;
  return foldConstant(operation, () => applyUnary(op, operand.value));
}

function foldConstant(operation: FieldExpression, evaluate: () => Static): FieldExpression {
  if (referencesSpan(operation)) return operation;
  try {
    validateField(operation);
    return constant(evaluate());
  } catch (error) {
    // What cannot be folded is judged later, with the whole query at hand.
    if (error instanceof EvaluationError || error instanceof TraceqlError) return operation;
    throw error;
  }
}

const isTraceId = (expression: FieldExpression) =>
  expression.kind === 'attribute' && expression.attribute.intrinsic === 'traceId';

/** Trace IDs compare without leading zeros. */
function normalizeTraceId(expression: FieldExpression): FieldExpression {
  if (expression.kind !== 'static' || expression.value.type !== 'string') return expression;
  return constant({ type: 'string', value: expression.value.value.replace(/^0+/, '') });
}
