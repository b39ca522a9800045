import type { SyntaxNode } from '@lezer/common';
import { durationProblem, parseDuration } from '../model/durations.ts';
import { createMatcher, type Matcher, type MatchOperator } from '../model/matchers.ts';
import { METRIC_NAME } from '../model/labels.ts';
import { parseNumber } from '../model/numbers.ts';
import { isValidLabelName, quote } from '../model/quote.ts';
import type { Aggregate, AggregateOperator, Expr, Position, VectorSelector } from './ast.ts';
import { takesParameter } from './ast.ts';
import { positionOf, type Builder } from './builder.ts';
import { linearise } from './linearise.ts';
import { unquote } from './literals.ts';
import { ParseError } from './parse-error.ts';
import { resolveOperators } from './operators.ts';
import { childrenOf, requiredChild, textOf } from './syntax-tree.ts';
import { tokenise } from './tokens.ts';

export function createBuilder(query: string): Builder {
  const builder: Builder = {
    query,
    // The grammar binds modifiers and signs looser than Prometheus does, so chains are taken apart and put together anew.
    build: (node) => resolveOperators(linearise(node, builder), builder),
    primary: (node) => buildPrimary(node, builder),
    number: (text, position) => parseLiteral(text, position, builder.fail),
    labelList: (node) => buildLabelList(node, builder),
    fail(position, reason) {
      throw new ParseError(query, position, reason);
    },
  };
  return builder;
}

function buildPrimary(node: SyntaxNode, builder: Builder): Expr {
  const position = positionOf(node);
  switch (node.name) {
    case 'ParenExpr': {
      const [inner] = childrenOf(node);
      if (!inner) throw new Error('grammar: empty parentheses');
      return { kind: 'paren', operand: builder.build(inner), position };
    }
    case 'StringLiteral':
      return { kind: 'string', value: buildString(node, builder), position };
    case 'VectorSelector':
      return buildVectorSelector(node, builder);
    case 'AggregateExpr':
      return buildAggregate(node, builder);
    case 'FunctionCall': {
      const name = textOf(requiredChild(node, 'FunctionIdentifier'), builder.query);
      const args = childrenOf(requiredChild(node, 'FunctionCallBody')).map(builder.build);
      return { kind: 'call', name, args, position };
    }
    default:
      throw new Error(`grammar: unknown expression ${node.name}`);
  }
}

function parseLiteral(text: string, position: Position, fail: Builder['fail']): { value: number; isDuration: boolean } {
  if (/[ywdhms]$/i.test(text) && !/^0x/i.test(text)) {
    const milliseconds = parseDuration(text);
    if (milliseconds === null) return fail(position, durationProblem(text));
    return { value: milliseconds / 1000, isDuration: true };
  }
  const value = parseNumber(text);
  if (value === null) return fail(position, `bad number or duration syntax: ${quote(text)}`);
  if (value === Infinity && /^\d|^\./.test(text))
    return fail(position, `error parsing number: strconv.ParseFloat: parsing ${quote(text)}: value out of range`);
  return { value, isDuration: false };
}

function buildString(node: SyntaxNode, builder: Builder): string {
  const literal = textOf(node, builder.query);
  const value = unquote(literal);
  if (value !== null) return value;
  const { failure } = tokenise(literal);
  if (failure) return builder.fail(positionOf(node), failure.reason);
  return builder.fail(positionOf(node), `error unquoting string ${quote(literal)}: invalid syntax`);
}

function buildVectorSelector(node: SyntaxNode, builder: Builder): VectorSelector {
  const identifier = node.getChild('Identifier');
  const name = identifier ? textOf(identifier, builder.query) : '';
  const matcherList = node.getChild('LabelMatchers');
  const matchers = matcherList ? childrenOf(matcherList).map((child) => buildMatcher(child, builder)) : [];
  if (name !== '') matchers.push(createMatcher(METRIC_NAME, '=', name));
  return {
    kind: 'vectorSelector',
    name,
    matchers,
    offset: 0,
    offsetExpression: null,
    at: null,
    extension: null,
    position: positionOf(node),
  };
}

function buildMatcher(node: SyntaxNode, builder: Builder): Matcher {
  if (node.name === 'QuotedLabelName')
    return createMatcher(METRIC_NAME, '=', buildString(requiredChild(node, 'StringLiteral'), builder));
  const quoted = node.getChild('QuotedLabelName');
  const name = quoted
    ? buildString(requiredChild(quoted, 'StringLiteral'), builder)
    : textOf(requiredChild(node, 'LabelName'), builder.query);
  const operator = textOf(requiredChild(node, 'MatchOp'), builder.query) as MatchOperator;
  const value = buildString(requiredChild(node, 'StringLiteral'), builder);
  try {
    return createMatcher(name, operator, value);
  } catch (error) {
    return builder.fail(positionOf(node), error instanceof Error ? error.message : String(error));
  }
}

function buildLabelList(node: SyntaxNode, builder: Builder): readonly string[] {
  return childrenOf(node).map((child) => {
    const literal = child.getChild('StringLiteral');
    const name = literal ? buildString(literal, builder) : textOf(child, builder.query);
    if (!isValidLabelName(name)) builder.fail(positionOf(child), `invalid label name for grouping: ${quote(name)}`);
    return name;
  });
}

function buildAggregate(node: SyntaxNode, builder: Builder): Aggregate {
  const position = positionOf(node);
  const operator = textOf(requiredChild(node, 'AggregateOp'), builder.query).toLowerCase() as AggregateOperator;
  const args = childrenOf(requiredChild(node, 'FunctionCallBody')).map(builder.build);
  const modifier = node.getChild('AggregateModifier');
  const labels = modifier?.getChild('GroupingLabels');
  const wanted = takesParameter(operator) ? 2 : 1;
  if (args.length === 0) builder.fail(position, 'no arguments for aggregate expression provided');
  const operand = args[wanted - 1];
  if (args.length !== wanted || !operand) {
    const problem = 'wrong number of arguments for aggregate expression provided';
    return builder.fail(position, `${problem}, expected ${wanted}, got ${args.length}`);
  }
  return {
    kind: 'aggregate',
    operator,
    operand,
    parameter: wanted === 2 ? (args[0] ?? null) : null,
    grouping: labels ? builder.labelList(labels) : [],
    without: Boolean(modifier?.getChild('Without')),
    position,
  };
}
