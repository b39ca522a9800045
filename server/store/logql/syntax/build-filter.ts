import type { SyntaxNode } from '@lezer/common';
import type { CompareOp, LabelFilter } from './ast.ts';
import { buildMatcher } from './build-matcher.ts';
import { child, children, identifier, need, stringValue, type Builder } from './build-tree.ts';
import { literalValue } from './literal.ts';
import { TreeError } from './query-error.ts';

type Joint = 'and' | 'or' | ',';

export function buildLabelFilter(builder: Builder, node: SyntaxNode): LabelFilter {
  const operands: LabelFilter[] = [];
  const joints: Joint[] = [];
  flatten(builder, node, { operands, joints });
  return associate(operands, joints);
}

/** The grammar's own precedence of `and`, `or` and comma is not Loki's: take the operands apart, join them again. */
function flatten(builder: Builder, node: SyntaxNode, into: { operands: LabelFilter[]; joints: Joint[] }): void {
  const parts = node.getChildren('LabelFilter');
  const [left, right] = parts;
  if (left && right) {
    flatten(builder, left, into);
    into.joints.push(child(node, 'Or') ? 'or' : child(node, 'And') ? 'and' : ',');
    flatten(builder, right, into);
    return;
  }
  into.operands.push(left ? buildLabelFilter(builder, left) : buildComparison(builder, node));
}

/** As Loki's grammar resolves it: `and` before `or`, both from the left; after a comma everything belongs together. */
function associate(operands: readonly LabelFilter[], joints: readonly Joint[]): LabelFilter {
  const stack: { left: LabelFilter; joint: Joint }[] = [];
  let current = operands[0];
  if (!current) throw new TreeError('the grammar gave an empty label filter');
  joints.forEach((joint, index) => {
    for (let top = stack.at(-1); top && current && bindsTighter(top.joint, joint); top = stack.at(-1)) {
      current = { kind: top.joint === 'or' ? 'or' : 'and', left: top.left, right: current };
      stack.pop();
    }
    if (current) stack.push({ left: current, joint });
    current = operands[index + 1];
  });
  return stack.reduceRight<LabelFilter>(
    (right, { left, joint }) => ({ kind: joint === 'or' ? 'or' : 'and', left, right }),
    current,
  );
}

const bindsTighter = (before: Joint, after: Joint) =>
  before === 'and' ? after !== ',' : before === 'or' && after === 'or';

function buildComparison(builder: Builder, node: SyntaxNode): LabelFilter {
  const matcher = child(node, 'Matcher');
  if (matcher) return { kind: 'string', matcher: buildMatcher(builder, matcher) };
  const ip = child(node, 'IpLabelFilter');
  if (ip)
    return {
      kind: 'ip',
      name: identifier(builder, need(ip, 'Identifier')),
      isNegated: child(ip, 'Neq') !== null,
      pattern: stringValue(builder, need(ip, 'String')),
    };
  const number = child(node, 'NumberFilter');
  if (number) {
    const value = literalValue(builder, need(number, 'LiteralExpr'));
    return { kind: 'number', ...nameAndOp(builder, number), value };
  }
  const unit = need(node, 'UnitFilter');
  const duration = child(unit, 'DurationFilter');
  if (duration)
    return {
      kind: 'duration',
      ...nameAndOp(builder, duration),
      value: builder.tokenOf(need(duration, 'Duration')).number,
    };
  const bytes = need(unit, 'BytesFilter');
  return { kind: 'bytes', ...nameAndOp(builder, bytes), value: builder.tokenOf(need(bytes, 'Bytes')).number };
}

const COMPARE_OPS: Readonly<Record<string, CompareOp>> = {
  Eq: '==',
  Eql: '==',
  Neq: '!=',
  Gtr: '>',
  Gte: '>=',
  Lss: '<',
  Lte: '<=',
};

function nameAndOp(builder: Builder, node: SyntaxNode): { name: string; op: CompareOp } {
  const op = children(node)
    .map((item) => COMPARE_OPS[item.name])
    .find((found) => found !== undefined);
  if (!op) throw new TreeError('the grammar gave a comparison without an operator');
  return { name: identifier(builder, need(node, 'Identifier')), op };
}
