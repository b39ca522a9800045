import type { SyntaxNode } from '@lezer/common';
import { formatFixed } from '../model/numbers.ts';
import type { AtTime, DurationNode, Expr, MatrixSelector, Position, Subquery, VectorSelector } from './ast.ts';
import { positionOf, type Builder } from './builder.ts';
import { buildDuration, constantSeconds } from './duration-expression.ts';
import { signedNumber } from './linearise.ts';
import { childrenOf, requiredChild, textOf } from './syntax-tree.ts';

type Selection = VectorSelector | MatrixSelector | Subquery;

/** Applies `offset`, `@`, `[…]`, `anchored` or `smoothed` to what stands before it. */
export function applyModifier(expr: Expr, node: SyntaxNode, builder: Builder): Expr {
  switch (node.name) {
    case 'OffsetExpr':
      return withOffset(expr, node, builder);
    case 'StepInvariantExpr':
      return withAt(expr, node, builder);
    case 'MatrixSelector':
      return withRange(expr, node, builder);
    case 'SubqueryExpr':
      return withSubquery(expr, node, builder);
    default:
      return withExtension(expr, node.name === 'AnchoredExpr' ? 'anchored' : 'smoothed', { node, builder });
  }
}

function asSelection(expr: Expr, builder: Builder, modifier: string): Selection {
  if (expr.kind === 'vectorSelector' || expr.kind === 'matrixSelector' || expr.kind === 'subquery') return expr;
  const allowed = 'an instant vector selector or range vector selector or a subquery';
  return builder.fail(expr.position, `${modifier} modifier must be preceded by ${allowed}`);
}

interface SharedModifiers {
  readonly offset: number;
  readonly offsetExpression: DurationNode | null;
  readonly at: AtTime;
}
const modifiersOf = (selection: Selection): SharedModifiers =>
  selection.kind === 'matrixSelector' ? selection.selector : selection;

function withModifiers(selection: Selection, changes: Partial<SharedModifiers>, end: number): Selection {
  const position = { start: selection.position.start, end };
  if (selection.kind !== 'matrixSelector') return { ...selection, ...changes, position };
  return { ...selection, selector: { ...selection.selector, ...changes }, position };
}

function withOffset(expr: Expr, node: SyntaxNode, builder: Builder): Expr {
  const selection = asSelection(expr, builder, 'offset');
  const { offset, offsetExpression } = modifiersOf(selection);
  if (offset !== 0 || offsetExpression) builder.fail(expr.position, 'offset may not be set multiple times');
  const duration = buildDuration(requiredChild(node, 'OffsetDurationExpr'), builder);
  const seconds = constantSeconds(duration);
  if (seconds === null) return withModifiers(selection, { offsetExpression: duration }, node.to);
  return withModifiers(selection, { offset: checkedMilliseconds(seconds, duration.position, builder) }, node.to);
}

/** 2^63 nanoseconds */
const MAX_SECONDS = 2 ** 63 / 1e9;

function checkedMilliseconds(seconds: number, position: Position, builder: Builder): number {
  // NaN is no duration either.
  if (!(Math.abs(seconds) <= MAX_SECONDS)) builder.fail(position, 'duration out of range');
  return Math.trunc(Math.round(seconds * 1e9) / 1e6);
}

function withAt(expr: Expr, node: SyntaxNode, builder: Builder): Expr {
  const selection = asSelection(expr, builder, '@');
  if (modifiersOf(selection).at !== null) builder.fail(expr.position, '@ <timestamp> may not be set multiple times');
  const preprocessor = node.getChild('AtModifierPreprocessors');
  if (preprocessor) {
    const at = textOf(preprocessor, builder.query).toLowerCase() === 'start' ? 'start' : 'end';
    return withModifiers(selection, { at }, node.to);
  }
  const literal = childrenOf(node).at(-1);
  const seconds = literal ? signedNumber(literal, builder) : 0;
  if (!Number.isFinite(seconds) || Math.abs(seconds) >= 2 ** 63)
    builder.fail(expr.position, `timestamp out of bounds for @ modifier: ${formatFixed(seconds)}`);
  return withModifiers(selection, { at: Math.round(seconds * 1000) }, node.to);
}

function positiveDuration(
  node: SyntaxNode,
  builder: Builder,
): { milliseconds: number; expression: DurationNode | null } {
  const duration = buildDuration(node, builder);
  const seconds = constantSeconds(duration);
  if (seconds === null) return { milliseconds: 0, expression: duration };
  if (seconds <= 0) builder.fail(duration.position, 'duration must be greater than 0');
  return { milliseconds: checkedMilliseconds(seconds, duration.position, builder), expression: null };
}

function withRange(expr: Expr, node: SyntaxNode, builder: Builder): Expr {
  const duration = requiredChild(node, 'DurationExpr');
  const bracket = { start: builder.query.lastIndexOf('[', duration.from), end: node.to };
  if (expr.kind !== 'vectorSelector') return builder.fail(bracket, 'ranges only allowed for vector selectors');
  if (expr.offset !== 0 || expr.offsetExpression) builder.fail(bracket, 'no offset modifiers allowed before range');
  if (expr.at !== null) builder.fail(bracket, 'no @ modifiers allowed before range');
  const { milliseconds, expression } = positiveDuration(duration, builder);
  const position = { start: expr.position.start, end: node.to };
  return { kind: 'matrixSelector', selector: expr, range: milliseconds, rangeExpression: expression, position };
}

function withSubquery(expr: Expr, node: SyntaxNode, builder: Builder): Expr {
  const [range, step] = node.getChildren('DurationExpr');
  if (!range) throw new Error('grammar: subquery without range');
  const length = positiveDuration(range, builder);
  const resolution = step ? positiveDuration(step, builder) : { milliseconds: 0, expression: null };
  return {
    kind: 'subquery',
    operand: expr,
    range: length.milliseconds,
    rangeExpression: length.expression,
    step: resolution.milliseconds,
    stepExpression: resolution.expression,
    offset: 0,
    offsetExpression: null,
    at: null,
    position: { start: expr.position.start, end: node.to },
  };
}

function withExtension(
  expr: Expr,
  extension: 'anchored' | 'smoothed',
  { node, builder }: { readonly node: SyntaxNode; readonly builder: Builder },
): Expr {
  const { start } = expr.position;
  const position = { start, end: positionOf(node).end };
  const together = 'anchored and smoothed modifiers cannot be used together';
  switch (expr.kind) {
    case 'vectorSelector':
      if (expr.extension && expr.extension !== extension) builder.fail(expr.position, together);
      return { ...expr, extension, position };
    case 'matrixSelector':
      if (expr.selector.extension && expr.selector.extension !== extension) builder.fail(expr.position, together);
      return { ...expr, selector: { ...expr.selector, extension }, position };
    case 'subquery':
      return builder.fail(expr.position, `${extension} modifier is not supported for subqueries`);
    default:
      return builder.fail(expr.position, `${extension} modifier not implemented`);
  }
}
