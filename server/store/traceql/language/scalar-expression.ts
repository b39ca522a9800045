import type { Aggregate, ComparisonOperator, ScalarExpression, ScalarFilter, ScalarOperation } from './ast.ts';
import { buildFieldExpression, readStatic } from './field-expression.ts';
import type { Constituent } from './grammar.ts';
import { applyBinary, applyUnary } from './operators.ts';
import { failAt } from './parse-error.ts';
import { groupChain, type ChainItem, type Precedence } from './precedence.ts';
import { describeToken, isWord, type Token } from './token.ts';

type Operator = ScalarOperation['op'];

const LEVELS: Readonly<Record<Operator, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '^': 3 };

const PRECEDENCE: Precedence<ScalarExpression, Operator> = {
  levelOf: (op, kind) => (kind === 'prefix' ? 3 : LEVELS[op]),
  isRightAssociative: (op) => op === '^',
  combine: (op, left, right) =>
    left.kind === 'static' && right.kind === 'static'
      ? { kind: 'static', value: applyBinary(op, left.value, right.value) }
      : { kind: 'scalarOperation', op, left, right },
  apply(_, operand) {
    if (operand.kind !== 'static') throw new Error('the grammar lets only literals be negated');
    return { kind: 'static', value: applyUnary('-', operand.value) };
  },
};

/** @throws TraceqlError */
export function buildScalarFilter(node: Constituent, tokens: readonly Token[]): ScalarFilter {
  const [first, operator, last] = node.children;
  const start = tokens[node.from] as Token;
  if (!first || !operator || !last) return failAt(`syntax error: unexpected ${describeToken(start)}`, start);
  const left = buildScalar(first, tokens);
  const right = buildScalar(last, tokens);
  const sign = tokens[operator.from] as Token;
  if (left.kind === 'static' && right.kind === 'static')
    failAt(`syntax error: unexpected ${describeToken(sign)}`, sign);
  if (isWord(sign, '=~', '!~')) failAt(`syntax error: unexpected ${describeToken(sign)}`, sign);
  return { kind: 'scalarFilter', op: describeToken(sign) as ComparisonOperator, left, right };
}

function buildScalar(node: Constituent, tokens: readonly Token[]): ScalarExpression {
  const chain: ChainItem<ScalarExpression, Operator>[] = [];
  collect(node, tokens, chain);
  return groupChain(chain, PRECEDENCE);
}

function collect(node: Constituent, tokens: readonly Token[], chain: ChainItem<ScalarExpression, Operator>[]): void {
  const [first, operator, last] = node.children;
  const start = tokens[node.from] as Token;
  if (first && operator && last) {
    collect(first, tokens, chain);
    chain.push({ kind: 'infix', op: describeToken(tokens[operator.from]) as Operator });
    collect(last, tokens, chain);
  } else if (isWord(start, '(') && first) {
    chain.push({ kind: 'operand', value: buildScalar(first, tokens) });
  } else if (first?.rule === 'Aggregate') {
    chain.push({ kind: 'operand', value: buildAggregate(first, tokens) });
  } else {
    if (isWord(start, '-')) chain.push({ kind: 'prefix', op: '-' });
    const literal = tokens[isWord(start, '-') ? node.from + 1 : node.from] as Token;
    chain.push({ kind: 'operand', value: { kind: 'static', value: readStatic(literal) } });
  }
}

function buildAggregate(node: Constituent, tokens: readonly Token[]): Aggregate {
  const op = describeToken(tokens[node.from]) as Aggregate['op'];
  const argument = node.children.find(({ rule }) => rule === 'FieldExpression');
  return { kind: 'aggregate', op, expression: argument ? buildFieldExpression(argument, tokens) : null };
}
