import type { Pipeline, PipelineElement, SpansetOperator } from './ast.ts';
import { buildAttributes } from './attribute-list.ts';
import { buildFieldExpression, buildFilterExpression } from './field-expression.ts';
import type { Constituent } from './grammar.ts';
import { failAt } from './parse-error.ts';
import { groupChain, type ChainItem, type Precedence } from './precedence.ts';
import { buildScalarFilter } from './scalar-expression.ts';
import { describeToken, type Token } from './token.ts';

type Operator = SpansetOperator | '|';

const PRECEDENCE: Precedence<PipelineElement, Operator> = {
  levelOf: (op) => (op === '|' ? 0 : op === '&&' || op === '||' ? 1 : 2),
  isRightAssociative: () => false,
  combine: (op, left, right) =>
    op === '|' ? { kind: 'pipeline', elements: [...flatten(left), right] } : { kind: 'operation', op, left, right },
  apply: (op) => {
    throw new Error(`${op} is no prefix`);
  },
};

/** Only pipes join elements; what stood in parentheses stays one operand. */
const flatten = (element: PipelineElement) => (element.kind === 'pipeline' ? element.elements : [element]);

/** @throws TraceqlError */
export function buildPipeline(node: Constituent, tokens: readonly Token[]): Pipeline {
  const chain: ChainItem<Operand, Operator>[] = [];
  collect(node, tokens, chain);
  checkOperands(chain, tokens);
  const elements = chain.map((item): ChainItem<PipelineElement, Operator> =>
    item.kind === 'operand' ? { kind: 'operand', value: item.value.element } : item,
  );
  const element = groupChain(elements, PRECEDENCE);
  return element.kind === 'pipeline' && chain.length > 1 ? element : { kind: 'pipeline', elements: [element] };
}

interface Operand {
  readonly element: PipelineElement;
  readonly token: Token;
  readonly isInParentheses: boolean;
}

const CHAINS = new Set(['SpansetPipelineExpression', 'SpansetExpression', 'SpansetPipeline', 'WrappedSpansetPipeline']);

function collect(node: Constituent, tokens: readonly Token[], chain: ChainItem<Operand, Operator>[]): void {
  const [first] = node.children;
  const last = node.children.at(-1);
  const token = tokens[node.from] as Token;
  if (!CHAINS.has(node.rule)) {
    chain.push({ kind: 'operand', value: { element: buildElement(node, tokens), token, isInParentheses: false } });
  } else if (first && last && first !== last) {
    collect(first, tokens, chain);
    // Not every operator is a constituent: the grammar keeps `~` to itself.
    chain.push({ kind: 'infix', op: describeToken(tokens[first.to]) as Operator });
    collect(last, tokens, chain);
  } else if (first && first.from > node.from) {
    const inner = buildPipeline(first, tokens);
    const only = inner.elements.length === 1 ? inner.elements[0] : undefined;
    const isExpression = only?.kind === 'filter' || only?.kind === 'operation';
    const element = isExpression ? only : inner;
    chain.push({ kind: 'operand', value: { element, token, isInParentheses: true } });
  } else if (first) collect(first, tokens, chain);
}

/** What the official grammar lets pass and Tempo does not. */
function checkOperands(chain: readonly ChainItem<Operand, Operator>[], tokens: readonly Token[]): void {
  for (const [index, item] of chain.entries()) {
    if (item.kind !== 'operand') continue;
    const { element, token, isInParentheses } = item.value;
    const operators = [chain[index - 1], chain[index + 1]].flatMap((near) => (near?.kind === 'infix' ? [near.op] : []));
    const isOperand = operators.some((op) => op !== '|');
    const isStage = element.kind !== 'filter' && element.kind !== 'operation';
    if (isOperand && isStage && !isInParentheses) failAt(`syntax error: unexpected ${describeToken(token)}`, token);
    if (element.kind === 'coalesce' && index === 0) failAt('syntax error: unexpected coalesce', token);
    if (element.kind === 'pipeline' && operators.includes('|')) {
      const next = tokens[tokens.indexOf(token) + 1] ?? token;
      failAt('syntax error: unexpected |', next);
    }
  }
}

function buildElement(node: Constituent, tokens: readonly Token[]): PipelineElement {
  const token = tokens[node.from] as Token;
  const [first] = node.children;
  switch (node.rule) {
    case 'SpansetFilter':
      return { kind: 'filter', expression: buildFilterExpression(node, tokens) };
    case 'ScalarFilter':
      return buildScalarFilter(node, tokens);
    case 'CoalesceOperation':
      return { kind: 'coalesce' };
    case 'SelectOperation':
      return { kind: 'select', attributes: buildAttributes(node.from + 2, node.to - 1, tokens) };
    case 'GroupOperation': {
      const extra = node.children[1];
      if (extra) failAt('syntax error: unexpected ,', tokens[extra.from - 1] as Token);
      if (first) return { kind: 'group', expression: buildFieldExpression(first, tokens) };
      break;
    }
  }
  return failAt(`syntax error: unexpected ${describeToken(token)}`, token);
}
