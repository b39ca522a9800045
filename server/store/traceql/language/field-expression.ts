import type { FieldExpression, FieldOperator } from './ast.ts';
import { foldBinary, foldUnary } from './fold.ts';
import { LONG_FILTER, parseConstituents, type Constituent } from './grammar.ts';
import { failAt } from './parse-error.ts';
import { groupChain, type ChainItem, type Precedence } from './precedence.ts';
import { KIND_NAMES, NIL, STATUS_NAMES, TRUE, type Static } from './static.ts';
import { describeToken, findClose, isWord, type Token } from './token.ts';

// The nearest doubles to the bounds of a 64-bit integer.
const MAX_INTEGER = 2 ** 63;

const LEVELS: Readonly<Record<string, number>> = {
  '&&': 1,
  '||': 1,
  '=': 2,
  '!=': 2,
  '<': 2,
  '<=': 2,
  '>': 2,
  '>=': 2,
  '=~': 2,
  '!~': 2,
  '+': 3,
  '-': 3,
  '!': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  '^': 6,
};

type Operator = FieldOperator | '!';

const PRECEDENCE: Precedence<FieldExpression, Operator> = {
  // A minus binds no tighter than subtraction: -a * b is -(a * b).
  levelOf: (op) => LEVELS[op] ?? 0,
  isRightAssociative: (op) => op === '^',
  combine: (op, left, right) => foldBinary(op as FieldOperator, left, right),
  apply: (op, operand) => foldUnary(op as '-' | '!', operand),
};

/** @throws TraceqlError */
export function buildFieldExpression(node: Constituent, tokens: readonly Token[]): FieldExpression {
  const chain: ChainItem<FieldExpression, Operator>[] = [];
  collect(node, tokens, chain);
  return groupChain(chain, PRECEDENCE);
}

/**
 * The expression between the braces of a filter. A long one is cut at its ANDs and ORs, and each part read for itself.
 *
 * @throws TraceqlError
 */
export function buildFilterExpression(node: Constituent, tokens: readonly Token[]): FieldExpression {
  const [first] = node.children;
  if (node.to - node.from > LONG_FILTER)
    return buildInParts(tokens.slice(node.from + 1, node.to - 1), tokens[node.to - 1] as Token);
  return first ? buildFieldExpression(first, tokens) : { kind: 'static', value: TRUE };
}

/** @param close the token after the last */
function buildInParts(tokens: readonly Token[], close: Token): FieldExpression {
  const chain: ChainItem<FieldExpression, Operator>[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index <= tokens.length; index++) {
    const token = tokens[index];
    if (isWord(token, '(')) depth++;
    if (isWord(token, ')')) depth--;
    if (token && (depth > 0 || !isWord(token, '&&', '||'))) continue;
    chain.push({ kind: 'operand', value: buildPart(tokens.slice(from, index), token ?? close) });
    if (token) chain.push({ kind: 'infix', op: describeToken(token) as Operator });
    from = index + 1;
  }
  return groupChain(chain, PRECEDENCE);
}

function buildPart(part: readonly Token[], end: Token): FieldExpression {
  if (part.length === 0) return failAt(`syntax error: unexpected ${describeToken(end)}`, end);
  const isWrapped = isWord(part[0], '(') && findClose(part, 0) === part.length - 1;
  if (isWrapped && part.length > LONG_FILTER) return buildInParts(part.slice(1, -1), part.at(-1) as Token);
  // With its braces the grammar would be shown nothing of it.
  if (part.length >= LONG_FILTER) return failAt('query too complex: expression is too long', part[0] as Token);
  const position = { line: end.line, column: end.column };
  const braced: Token[] = [{ ...position, type: 'WORD', text: '{' }, ...part, { ...position, type: 'WORD', text: '}' }];
  let node = parseConstituents(braced, end);
  while (node.rule !== 'SpansetFilter') node = node.children[0] as Constituent;
  return buildFieldExpression(node.children[0] as Constituent, braced);
}

function collect(node: Constituent, tokens: readonly Token[], chain: ChainItem<FieldExpression, Operator>[]): void {
  const [first, operator, last] = node.children;
  const start = tokens[node.from] as Token;
  if (first && operator && last) {
    const sign = tokens[operator.from] as Token;
    collect(first, tokens, chain);
    if (sign.type !== 'WORD' || LEVELS[sign.text] === undefined)
      failAt(`syntax error: unexpected ${describeToken(sign)}`, sign);
    chain.push({ kind: 'infix', op: describeToken(sign) as Operator });
    collect(last, tokens, chain);
  } else if (first && isWord(start, '(')) {
    chain.push({ kind: 'operand', value: buildFieldExpression(first, tokens) });
  } else if (first && isWord(start, '-', '!')) {
    chain.push({ kind: 'prefix', op: describeToken(start) as Operator });
    collect(first, tokens, chain);
  } else chain.push({ kind: 'operand', value: readLeaf(start) });
}

function readLeaf(token: Token): FieldExpression {
  if (token.type === 'ATTRIBUTE') return { kind: 'attribute', attribute: token.attribute };
  return { kind: 'static', value: readStatic(token) };
}

/** @throws TraceqlError when the token is no literal */
export function readStatic(token: Token): Static {
  switch (token.type) {
    case 'STRING':
      return { type: 'string', value: token.text };
    case 'INTEGER':
      return { type: 'int', value: token.value };
    case 'FLOAT':
      return { type: 'float', value: token.value };
    case 'DURATION':
      return { type: 'duration', value: token.value };
    case 'IDENTIFIER':
      if (token.text === 'minInt') return { type: 'int', value: -MAX_INTEGER };
      if (token.text === 'maxInt') return { type: 'int', value: MAX_INTEGER };
      return failAt(`unknown identifier: ${token.text}`, token);
    case 'WORD':
      return readKeyword(token.text) ?? failAt(`syntax error: unexpected ${token.text}`, token);
    case 'ATTRIBUTE':
      return failAt(`syntax error: unexpected ${token.text}`, token);
  }
}

function readKeyword(word: string): Static | undefined {
  if (word === 'true' || word === 'false') return { type: 'boolean', value: word === 'true' };
  if (word === 'nil') return NIL;
  const status = STATUS_NAMES.find((name) => name === word);
  if (status) return { type: 'status', value: status };
  const kind = KIND_NAMES.find((name) => name === word);
  return kind && { type: 'kind', value: kind };
}
