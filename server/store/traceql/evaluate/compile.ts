import type { FieldExpression } from '../language/ast.ts';
import { impliedType } from '../language/expression-type.ts';
import { applyBinary, applyUnary } from '../language/operators.ts';
import { FALSE, isNumeric, NIL, TRUE, type Static } from '../language/static.ts';
import { createReader, findKeyed, type ReaderContext, type ValueReader } from './attribute-readers.ts';
import { compileComparison, type Predicate } from './compare-attribute.ts';
import { itemRange } from './span-items.ts';
import { u32At } from '../storage/columns.ts';
import { isServiceName, type Attribute } from '../language/attribute.ts';
import type { SpanCursor } from './span-cursor.ts';

/** Whether a span meets the expression. */
export function compilePredicate(expression: FieldExpression, context: ReaderContext): Predicate {
  if (expression.kind === 'static') {
    const result = expression.value.type === 'boolean' && expression.value.value;
    return () => result;
  }
  if (expression.kind === 'unary' && expression.op === '!' && isSurelyBoolean(expression.operand)) {
    const operand = compilePredicate(expression.operand, context);
    return (at) => !operand(at);
  }
  if (expression.kind === 'unary' && expression.op === 'notExists' && expression.operand.kind === 'attribute')
    return compileAbsence(expression.operand.attribute, context);
  if (expression.kind === 'binary') {
    const compiled = compileBinary(expression, context);
    if (compiled) return compiled;
  }
  const read = compileValue(expression, context);
  return (at) => {
    const value = read(at);
    return value.type === 'boolean' && value.value;
  };
}

function compileBinary(
  expression: FieldExpression & { readonly kind: 'binary' },
  context: ReaderContext,
): Predicate | undefined {
  const { op, left, right } = expression;
  if (op === '&&' || op === '||') {
    if (!isSurelyBoolean(left) || !isSurelyBoolean(right)) return undefined;
    const first = compilePredicate(left, context);
    const second = compilePredicate(right, context);
    return op === '&&' ? (at) => first(at) && second(at) : (at) => first(at) || second(at);
  }
  if (left.kind === 'attribute' && right.kind === 'static')
    return compileComparison({ attribute: left.attribute, op, operand: right.value }, context);
  return undefined;
}

/** An attribute alone may turn out to be anything. */
const isSurelyBoolean = (expression: FieldExpression) =>
  expression.kind !== 'attribute' && impliedType(expression) === 'boolean';

export function compileValue(expression: FieldExpression, context: ReaderContext): ValueReader {
  switch (expression.kind) {
    case 'static': {
      const { value } = expression;
      return () => value;
    }
    case 'attribute':
      return createReader(expression.attribute, context);
    case 'unary': {
      const { op } = expression;
      if (op === 'notExists') {
        const isAbsent = compilePredicate(expression, context);
        return (at) => (isAbsent(at) ? TRUE : FALSE);
      }
      const operand = compileValue(expression.operand, context);
      if (op === 'exists') return (at) => applyUnary(op, operand(at));
      // Tempo fails the whole query at a value that cannot be negated; here it is no match.
      return (at) => {
        const value = operand(at);
        if (op === '!') return value.type === 'boolean' ? applyUnary(op, value) : FALSE;
        return isNumeric(value.type) ? applyUnary(op, value) : NIL;
      };
    }
    case 'binary': {
      const { op } = expression;
      const left = compileValue(expression.left, context);
      const right = compileValue(expression.right, context);
      return (at) => {
        const first: Static = left(at);
        if (op === '&&' && first.type === 'boolean' && !first.value) return FALSE;
        if (op === '||' && first.type === 'boolean' && first.value) return TRUE;
        return applyBinary(op, first, right(at));
      };
    }
  }
}

/**
 * `attribute = nil`. Unscoped, Tempo takes it as met where the span or the resource lacks the name; for an event or
 * link, where there is one that lacks it.
 */
function compileAbsence(attribute: Attribute, context: ReaderContext): Predicate {
  if (attribute.intrinsic || isServiceName(attribute)) return () => false;
  const key = context.findKey(attribute.name);
  const { scope } = attribute;
  const lacks = (owner: 'span' | 'resource' | 'instrumentation', at: SpanCursor) => findKeyed(owner, key, at) === -1;
  switch (scope) {
    case 'none':
      return (at) => lacks('span', at) || lacks('resource', at);
    case 'event':
    case 'link':
      return (at) => {
        const [start, end] = itemRange(scope, at);
        if (start === end) return false;
        const bounds = scope === 'event' ? at.chunk.eventAttributes : at.chunk.linkAttributes;
        for (let item = start; item < end; item++) {
          const from = u32At(bounds.values, item * 2);
          if (at.chunk.attributes.find(key, from, u32At(bounds.values, item * 2 + 1)) === -1) return true;
        }
        return false;
      };
    default:
      return (at) => lacks(scope, at);
  }
}
