import type { SyntaxNode } from '@lezer/common';
import { formatDuration } from '../model/durations.ts';
import { formatPlain } from '../model/numbers.ts';
import type { DurationNode } from './ast.ts';
import { positionOf, type Builder } from './builder.ts';
import { childrenOf, textOf } from './syntax-tree.ts';

/** The grammar wraps every part in a node of its own; a node's own text says what it is. */
export function buildDuration(node: SyntaxNode, builder: Builder): DurationNode {
  const position = positionOf(node);
  const text = textOf(node, builder.query);
  const children = childrenOf(node);
  const [first, second, third] = children;
  if (!first) {
    const { value } = builder.number(text, position);
    return { kind: 'number', seconds: value, text, position };
  }
  const isInner = (child: SyntaxNode) => child.name.endsWith('DurationExpr') || child.name.startsWith('NumberDuration');
  if (first.name === 'DurationStep') return { kind: 'step', position };
  if (first.name === 'DurationRange') return { kind: 'range', position };
  if (first.name === 'DurationMinOf' || first.name === 'DurationMaxOf') {
    if (!second || !third) throw new Error('grammar: two durations expected');
    const operator = first.name === 'DurationMinOf' ? 'min_of' : 'max_of';
    return {
      kind: 'binary',
      operator,
      left: buildDuration(second, builder),
      right: buildDuration(third, builder),
      position,
    };
  }
  if (first.name === 'UnaryOp' && second) {
    const operator = textOf(first, builder.query) === '-' ? '-' : '+';
    return foldSign(operator, buildDuration(second, builder), first.from);
  }
  if (children.length === 1 && isInner(first)) {
    const operand = buildDuration(first, builder);
    return text.startsWith('(') ? { kind: 'paren', operand, position } : operand;
  }
  if (!second || !third) throw new Error(`grammar: unknown duration ${node.name}`);
  return durationOperation({ first, second, third }, builder, position);
}

function durationOperation(
  { first, second, third }: Record<'first' | 'second' | 'third', SyntaxNode>,
  builder: Builder,
  position: DurationNode['position'],
): DurationNode {
  const operator = textOf(second, builder.query) as '+' | '-' | '*' | '/' | '%' | '^';
  const left = buildDuration(first, builder);
  const right = buildDuration(third, builder);
  const isZero = right.kind === 'number' && right.seconds === 0;
  if (isZero && operator === '/') builder.fail(positionOf(second), 'division by zero');
  if (isZero && operator === '%') builder.fail(positionOf(second), 'modulo by zero');
  return { kind: 'binary', operator, left, right, position };
}

function foldSign(operator: '+' | '-', operand: DurationNode, start: number): DurationNode {
  const position = { start, end: operand.position.end };
  if (operand.kind !== 'number') return { kind: 'unary', operator, operand, position };
  return { ...operand, seconds: operator === '-' ? -operand.seconds : operand.seconds, position };
}

/** The value of a plain number; null for an expression, which needs the query's step and range. */
export const constantSeconds = (node: DurationNode): number | null => (node.kind === 'number' ? node.seconds : null);

/** @returns seconds */
export function evaluateDuration(node: DurationNode, step: number, range: number): number {
  const evaluate = (inner: DurationNode): number => evaluateDuration(inner, step, range);
  switch (node.kind) {
    case 'number':
      return node.seconds;
    case 'step':
      return step;
    case 'range':
      return range;
    case 'paren':
      return evaluate(node.operand);
    case 'unary':
      return node.operator === '-' ? -evaluate(node.operand) : evaluate(node.operand);
    case 'binary':
      return combine(node.operator, evaluate(node.left), evaluate(node.right));
  }
}

function combine(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return left ** right;
    case 'min_of':
      return Math.min(left, right);
    default:
      return Math.max(left, right);
  }
}

export function formatDurationNode(node: DurationNode): string {
  switch (node.kind) {
    case 'number':
      return /[a-z]$/i.test(node.text) ? formatDuration(node.seconds * 1000) : formatPlain(node.seconds);
    case 'step':
      return 'step()';
    case 'range':
      return 'range()';
    case 'paren':
      return `(${formatDurationNode(node.operand)})`;
    case 'unary':
      return (node.operator === '-' ? '-' : '') + formatDurationNode(node.operand);
    case 'binary': {
      const [left, right] = [formatDurationNode(node.left), formatDurationNode(node.right)];
      const isFunction = node.operator === 'min_of' || node.operator === 'max_of';
      return isFunction ? `${node.operator}(${left}, ${right})` : `${left} ${node.operator} ${right}`;
    }
  }
}
