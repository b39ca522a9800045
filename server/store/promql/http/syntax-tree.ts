import { formatPlain } from '../model/numbers.ts';
import type { AtTime, Binary, DurationNode, Expr, VectorMatching, VectorSelector } from '../parser/ast.ts';
import { SIGNATURES } from '../parser/signatures.ts';
import { typeOf } from '../parser/typecheck.ts';

/** The answer of `parse_query`: a query's tree in the form that Prometheus' own user interface reads. */
export function syntaxTree(expr: Expr): object {
  switch (expr.kind) {
    case 'number':
      return { type: 'numberLiteral', val: formatPlain(expr.value) };
    case 'string':
      return { type: 'stringLiteral', val: expr.value };
    case 'paren':
      return { type: 'parenExpr', expr: syntaxTree(expr.operand) };
    case 'unary':
      return { type: 'unaryExpr', op: expr.operator, expr: syntaxTree(expr.operand) };
    case 'vectorSelector':
      return { type: 'vectorSelector', ...selectorFields(expr) };
    case 'matrixSelector':
      return {
        type: 'matrixSelector',
        ...selectorFields(expr.selector),
        range: expr.range,
        rangeExpr: durationTree(expr.rangeExpression),
      };
    case 'subquery':
      return {
        type: 'subquery',
        expr: syntaxTree(expr.operand),
        range: expr.range,
        rangeExpr: durationTree(expr.rangeExpression),
        step: expr.step,
        stepExpr: durationTree(expr.stepExpression),
        ...timeFields(expr),
      };
    case 'call':
      return callTree(expr.name, expr.args);
    case 'aggregate':
      return {
        type: 'aggregation',
        op: expr.operator,
        expr: syntaxTree(expr.operand),
        param: expr.parameter && syntaxTree(expr.parameter),
        grouping: expr.grouping,
        without: expr.without,
      };
    case 'binary':
      return binaryTree(expr);
  }
}

function callTree(name: string, args: readonly Expr[]): object {
  const { args: argTypes = [], variadic = 0, returns = 'vector' } = SIGNATURES.get(name) ?? {};
  return {
    type: 'call',
    func: { name, argTypes, variadic, returnType: returns },
    args: args.map(syntaxTree),
  };
}

function binaryTree({ operator, left, right, matching, returnBool }: Binary): object {
  const isOfVectors = typeOf(left) === 'vector' && typeOf(right) === 'vector';
  return {
    type: 'binaryExpr',
    op: operator,
    lhs: syntaxTree(left),
    rhs: syntaxTree(right),
    matching: isOfVectors && matching ? matchingTree(matching) : null,
    bool: returnBool,
  };
}

const matchingTree = ({ cardinality, labels, on, include, fillLeft, fillRight }: VectorMatching): object => ({
  card: cardinality,
  labels,
  on,
  include,
  fillValues: { lhs: fillLeft, rhs: fillRight },
});

function selectorFields(selector: VectorSelector): object {
  return {
    name: selector.name,
    matchers: selector.matchers.map(({ name, value, operator }) => ({ name, value, type: operator })),
    anchored: selector.extension === 'anchored',
    smoothed: selector.extension === 'smoothed',
    ...timeFields(selector),
  };
}

interface Timed {
  readonly offset: number;
  readonly offsetExpression: DurationNode | null;
  readonly at: AtTime;
}

function timeFields({ offset, offsetExpression, at }: Timed): object {
  return {
    offset,
    offsetExpr: durationTree(offsetExpression),
    timestamp: typeof at === 'number' ? at : null,
    startOrEnd: typeof at === 'string' ? at : null,
  };
}

function durationTree(node: DurationNode | null, wrapped = false): object | null {
  if (node === null) return null;
  switch (node.kind) {
    case 'number':
      return { type: 'numberLiteral', val: formatPlain(node.seconds), duration: /[a-z]$/i.test(node.text) };
    case 'step':
    case 'range':
      return { type: 'durationExpr', op: node.kind, lhs: null, rhs: null, wrapped };
    case 'paren':
      return durationTree(node.operand, true);
    case 'unary':
      return { type: 'durationExpr', op: node.operator, lhs: null, rhs: durationTree(node.operand), wrapped };
    case 'binary':
      return {
        type: 'durationExpr',
        op: node.operator,
        lhs: durationTree(node.left),
        rhs: durationTree(node.right),
        wrapped,
      };
  }
}
