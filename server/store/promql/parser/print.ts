import { formatDuration } from '../model/durations.ts';
import { isLegacyLabelName, METRIC_NAME } from '../model/labels.ts';
import { formatMatcher } from '../model/matchers.ts';
import { formatGeneric, formatPlain } from '../model/numbers.ts';
import { quote } from '../model/quote.ts';
import type { Aggregate, AtTime, Binary, DurationNode, Expr, MatrixSelector, Subquery, VectorSelector } from './ast.ts';
import { formatDurationNode } from './duration-expression.ts';

/** The query on one line, in Prometheus' normal form. */
export function formatExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return expr.isDuration ? formatDuration(expr.value * 1000) : formatPlain(expr.value);
    case 'string':
      return quote(expr.value);
    case 'paren':
      return `(${formatExpr(expr.operand)})`;
    case 'unary':
      return expr.operator + formatExpr(expr.operand);
    case 'call':
      return `${expr.name}(${expr.args.map(formatExpr).join(', ')})`;
    case 'vectorSelector':
      return formatVectorSelector(expr);
    case 'matrixSelector':
      return formatMatrixSelector(expr);
    case 'subquery':
      return formatExpr(expr.operand) + subquerySuffix(expr);
    case 'aggregate': {
      const parameter = expr.parameter ? `${formatExpr(expr.parameter)}, ` : '';
      return `${aggregateHead(expr)}(${parameter}${formatExpr(expr.operand)})`;
    }
    case 'binary':
      return `${formatExpr(expr.left)} ${operatorText(expr)} ${formatExpr(expr.right)}`;
  }
}

const labelList = (names: readonly string[]): string =>
  names.map((name) => (isLegacyLabelName(name) ? name : quote(name))).join(', ');

function aggregateHead({ operator, grouping, without }: Aggregate): string {
  if (without) return `${operator} without (${labelList(grouping)}) `;
  return grouping.length > 0 ? `${operator} by (${labelList(grouping)}) ` : operator;
}

function operatorText({ operator, returnBool, matching }: Binary): string {
  let text = operator + (returnBool ? ' bool' : '');
  if (!matching) return text;
  const { labels, on, cardinality, include, fillLeft, fillRight } = matching;
  const isGrouped = cardinality === 'many-to-one' || cardinality === 'one-to-many';
  if (labels.length > 0 || on || isGrouped) text += ` ${on ? 'on' : 'ignoring'} (${labelList(labels)})`;
  if (isGrouped) text += ` group_${cardinality === 'many-to-one' ? 'left' : 'right'} (${labelList(include)})`;
  if (fillLeft !== null && fillLeft === fillRight) return `${text} fill (${formatGeneric(fillLeft)})`;
  if (fillLeft !== null) text += ` fill_left (${formatGeneric(fillLeft)})`;
  if (fillRight !== null) text += ` fill_right (${formatGeneric(fillRight)})`;
  return text;
}

function atText(at: AtTime): string {
  if (at === null) return '';
  return typeof at === 'number' ? ` @ ${(at / 1000).toFixed(3)}` : ` @ ${at}()`;
}

function offsetText(offset: number, expression: DurationNode | null): string {
  if (expression) return ` offset ${formatDurationNode(expression)}`;
  return offset === 0 ? '' : ` offset ${formatDuration(offset)}`;
}

const extensionText = (extension: VectorSelector['extension']): string => (extension ? ` ${extension}` : '');

function selectorCore({ name, matchers }: VectorSelector): string {
  const shown = matchers
    .filter(
      (matcher) => !(matcher.name === METRIC_NAME && matcher.operator === '=' && matcher.value === name && name !== ''),
    )
    .map(formatMatcher)
    .sort();
  return shown.length === 0 ? name : `${name}{${shown.join(',')}}`;
}

function formatVectorSelector(selector: VectorSelector): string {
  const { at, extension, offset, offsetExpression } = selector;
  return selectorCore(selector) + atText(at) + extensionText(extension) + offsetText(offset, offsetExpression);
}

function formatMatrixSelector({ selector, range, rangeExpression }: MatrixSelector): string {
  const length = rangeExpression ? formatDurationNode(rangeExpression) : formatDuration(range);
  const { at, extension, offset, offsetExpression } = selector;
  return `${selectorCore(selector)}[${length}]${extensionText(extension)}${atText(at)}${offsetText(offset, offsetExpression)}`;
}

function subquerySuffix({
  range,
  rangeExpression,
  step,
  stepExpression,
  at,
  offset,
  offsetExpression,
}: Subquery): string {
  const length = rangeExpression ? formatDurationNode(rangeExpression) : formatDuration(range);
  const resolution = stepExpression ? formatDurationNode(stepExpression) : step === 0 ? '' : formatDuration(step);
  return `[${length}:${resolution}]${atText(at)}${offsetText(offset, offsetExpression)}`;
}

const LINE_LENGTH = 100;
const INDENT = '  ';

/** The query over several lines where one would be longer than 100 characters: the answer of `format_query`. */
export function prettyExpr(expr: Expr, level = 0): string {
  const indent = INDENT.repeat(level);
  const oneLine = formatExpr(expr);
  const isShort = Buffer.byteLength(oneLine) <= LINE_LENGTH;
  switch (expr.kind) {
    case 'unary':
      return indent + expr.operator + prettyExpr(expr.operand, level).trim();
    case 'subquery':
      return isShort ? oneLine : prettyExpr(expr.operand, level) + subquerySuffix(expr);
    default:
      return isShort ? indent + oneLine : splitExpr(expr, level, indent + oneLine);
  }
}

function splitExpr(expr: Expr, level: number, oneLine: string): string {
  const indent = INDENT.repeat(level);
  switch (expr.kind) {
    case 'aggregate': {
      const parameter = expr.parameter ? `${prettyExpr(expr.parameter, level + 1)},\n` : '';
      return `${indent}${aggregateHead(expr)}(\n${parameter}${prettyExpr(expr.operand, level + 1)}\n${indent})`;
    }
    case 'binary':
      return `${prettyExpr(expr.left, level + 1)}\n${indent}${operatorText(expr)}\n${prettyExpr(expr.right, level + 1)}`;
    case 'call': {
      const args = expr.args.map((arg) => prettyExpr(arg, level + 1)).join(',\n');
      return `${indent}${expr.name}(\n${args}\n${indent})`;
    }
    case 'paren':
      return `${indent}(\n${prettyExpr(expr.operand, level + 1)}\n${indent})`;
    default:
      return oneLine;
  }
}
