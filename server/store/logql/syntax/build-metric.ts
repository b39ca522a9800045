import type { SyntaxNode } from '@lezer/common';
import { compileRegex } from '../../regex.ts';
import { applyBinary } from '../evaluate/arithmetic.ts';
import type { BinaryOp, MetricExpr, VectorAggregation, VectorMatching, VectorOp } from './ast.ts';
import { child, children, identifier, listItems, need, stringValue, type Builder } from './build-tree.ts';
import { buildGrouping } from './build-grouping.ts';
import { buildRangeAggregation } from './build-range.ts';
import { literalValue, numberValue } from './literal.ts';
import { TreeError, parseError } from './query-error.ts';

export function buildMetricExpr(builder: Builder, node: SyntaxNode | null): MetricExpr {
  const inner = node?.firstChild;
  if (!inner) throw new TreeError('the grammar gave an empty metric expression');
  switch (inner.name) {
    case 'MetricExpr':
      return buildMetricExpr(builder, inner);
    case 'RangeAggregationExpr':
      return buildRangeAggregation(builder, inner);
    case 'VectorAggregationExpr':
      return buildVectorAggregation(builder, inner);
    case 'BinOpExpr':
      return buildBinary(builder, inner);
    case 'LiteralExpr':
      return { kind: 'literal', value: literalValue(builder, inner) };
    case 'VectorExpr': {
      const value = numberValue(builder, need(inner, 'Number'), 'unable to parse vectorExpr as a float');
      return { kind: 'vector', value };
    }
    case 'LabelReplaceExpr':
      return buildLabelReplace(builder, inner);
    default:
      throw new TreeError(`unknown metric expression ${inner.name}`);
  }
}

const TAKES_PARAMETER: ReadonlySet<VectorOp> = new Set(['topk', 'bottomk', 'approx_topk']);

function buildVectorAggregation(builder: Builder, node: SyntaxNode): VectorAggregation {
  const op = builder.tokenOf(need(node, 'VectorOp')).kind.toLowerCase() as VectorOp;
  const number = child(node, 'Number');
  const grouping = buildGrouping(builder, child(node, 'Grouping'));
  const parameter = vectorParameter(op, number ? builder.tokenOf(number).text : null);
  if (op === 'approx_topk' && grouping) throw parseError(`grouping not allowed for ${op} aggregation`);
  return {
    kind: 'vectorAggregation',
    op,
    operand: buildMetricExpr(builder, need(node, 'MetricExpr')),
    parameter,
    grouping: grouping ?? { isWithout: false, labels: [] },
  };
}

function vectorParameter(op: VectorOp, text: string | null): number {
  if (!TAKES_PARAMETER.has(op)) {
    if (text !== null) throw parseError(`unsupported parameter for operation ${op}(${text},`);
    return 0;
  }
  if (text === null) throw parseError(`parameter required for operation ${op}`);
  if (!/^\d+$/.test(text)) throw parseError(`invalid parameter ${op}(${text},`);
  const value = Number(text);
  if (value <= 0) throw parseError(`invalid parameter (must be greater than 0) ${op}(${text}`);
  return value;
}

function buildLabelReplace(builder: Builder, node: SyntaxNode): MetricExpr {
  const [target = '', replacement = '', source = '', pattern = ''] = node
    .getChildren('String')
    .map((item) => stringValue(builder, item));
  const operand = buildMetricExpr(builder, need(node, 'MetricExpr'));
  try {
    const regex = compileRegex(`^(?:${pattern})$`, false);
    return { kind: 'labelReplace', operand, target, replacement, source, pattern, regex };
  } catch (error) {
    throw parseError(`invalid regex in label_replace: ${(error as Error).message}`);
  }
}

interface Joint {
  readonly op: BinaryOp;
  readonly matching: VectorMatching;
}
interface Operand {
  readonly node: SyntaxNode;
}

function buildBinary(builder: Builder, node: SyntaxNode): MetricExpr {
  const operands: Operand[] = [];
  const joints: Joint[] = [];
  flatten(builder, node, { operands, joints });
  return associate(
    operands.map(
      ({ node: operand }) =>
        () =>
          operandOf(builder, operand),
    ),
    joints,
  );
}

/** The grammar gives all operators one precedence: take the operands apart, join them again as Loki does. */
function flatten(builder: Builder, node: SyntaxNode, into: { operands: Operand[]; joints: Joint[] }): void {
  const [left, right] = node.getChildren('Expr');
  if (!left || !right) throw new TreeError('the grammar gave a binary operation without two operands');
  for (const side of [left, right]) {
    const binary = child(side, 'MetricExpr')?.firstChild;
    if (binary?.name === 'BinOpExpr') flatten(builder, binary, into);
    else into.operands.push({ node: side });
    if (side === left) into.joints.push(readJoint(builder, node));
  }
}

function operandOf(builder: Builder, node: SyntaxNode): MetricExpr | null {
  const metric = child(node, 'MetricExpr');
  return metric ? buildMetricExpr(builder, metric) : null;
}

const PRECEDENCE: Readonly<Record<BinaryOp, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  '^': 6,
};

type Build = () => MetricExpr | null;

function associate(operands: readonly Build[], joints: readonly Joint[]): MetricExpr {
  const values: (MetricExpr | null)[] = [operands[0]?.() ?? null];
  const pending: Joint[] = [];
  const reduce = () => {
    const joint = pending.pop();
    const right = values.pop() ?? null;
    const left = values.pop() ?? null;
    if (joint) values.push(join(joint, left, right));
  };
  joints.forEach((joint, index) => {
    for (let top = pending.at(-1); top; top = pending.at(-1)) {
      const isTighter = PRECEDENCE[top.op] > PRECEDENCE[joint.op];
      if (!isTighter && (PRECEDENCE[top.op] < PRECEDENCE[joint.op] || joint.op === '^')) break;
      reduce();
    }
    pending.push(joint);
    values.push(operands[index + 1]?.() ?? null);
  });
  while (pending.length > 0) reduce();
  const result = values[0];
  if (!result) throw new TreeError('a binary operation came to nothing');
  return result;
}

const isSetOp = (op: BinaryOp) => op === 'or' || op === 'and' || op === 'unless';

function join({ op, matching }: Joint, left: MetricExpr | null, right: MetricExpr | null): MetricExpr {
  const wrongType = (leg: string) =>
    parseError(`unexpected type for ${leg} leg of binary operation (${op}): *syntax.MatchersExpr`);
  if (!left) throw wrongType('left');
  if (!right) throw wrongType('right');
  if (isSetOp(op))
    for (const [leg, side] of [['left', left] as const, ['right', right] as const])
      if (side.kind === 'literal')
        throw parseError(
          `unexpected literal for ${leg} leg of logical/set binary operation (${op}): ${side.value.toFixed(6)}`,
        );
  if (left.kind === 'literal' && right.kind === 'literal')
    return { kind: 'literal', value: applyBinary(op, left.value, right.value) };
  return { kind: 'binary', op, left, right, matching };
}

const BINARY_OPS: Readonly<Record<string, BinaryOp>> = {
  Or: 'or',
  And: 'and',
  Unless: 'unless',
  Add: '+',
  Sub: '-',
  Mul: '*',
  Div: '/',
  Mod: '%',
  Pow: '^',
  Eql: '==',
  Neq: '!=',
  Gtr: '>',
  Gte: '>=',
  Lss: '<',
  Lte: '<=',
};

function readJoint(builder: Builder, node: SyntaxNode): Joint {
  const op = children(node)
    .map((item) => BINARY_OPS[item.name])
    .find((found) => found !== undefined);
  if (!op) throw new TreeError('the grammar gave a binary operation without an operator');
  return { op, matching: readMatching(builder, need(node, 'BinOpModifier')) };
}

function readMatching(builder: Builder, node: SyntaxNode): VectorMatching {
  const on = child(node, 'OnOrIgnoringModifier');
  const returnBool = child(node, 'Bool') !== null || (on !== null && child(on, 'Bool') !== null);
  const isLeft = child(node, 'GroupLeft') !== null;
  const isRight = child(node, 'GroupRight') !== null;
  const include = child(node, 'GroupingLabels');
  return {
    returnBool,
    cardinality: isLeft ? 'many-to-one' : isRight ? 'one-to-many' : 'one-to-one',
    isOn: on !== null && child(on, 'On') !== null,
    labels: on ? groupingLabels(builder, child(on, 'GroupingLabels')) : null,
    include: groupingLabels(builder, include),
  };
}

function groupingLabels(builder: Builder, node: SyntaxNode | null): string[] | null {
  const list = node && child(node, 'GroupingLabelList');
  return list ? listItems(list, 'GroupingLabel').map((item) => identifier(builder, item)) : null;
}
