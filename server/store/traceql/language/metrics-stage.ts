import type { FirstStage, MetricsAggregate } from './ast.ts';
import type { Attribute } from './attribute.ts';
import { buildAttributes } from './attribute-list.ts';
import type { Constituent } from './grammar.ts';
import { failAt } from './parse-error.ts';
import { buildPipeline } from './pipeline-builder.ts';
import { describeToken, findClose, isWord, type Token } from './token.ts';

/** @throws TraceqlError */
export function buildFirstStage(node: Constituent, tokens: readonly Token[]): FirstStage {
  const start = tokens[node.from] as Token;
  const [first] = node.children;
  if (!first) return failAt(`syntax error: unexpected ${describeToken(start)}`, start);
  if (first.rule === 'MetricsOperationCompare') return buildCompare(first, tokens);
  const open = first.from + 1;
  const close = findClose(tokens, open);
  const argument = tokens[open + 1];
  const by = isWord(tokens[close + 1], 'by') ? buildAttributes(close + 3, findClose(tokens, close + 2), tokens) : [];
  return {
    kind: 'metricsAggregate',
    op: describeToken(start) as MetricsAggregate['op'],
    attribute: close > open + 1 ? readAttribute(argument as Token) : null,
    quantiles: readNumbers(tokens.slice(open + 2, close)),
    by,
  };
}

function readAttribute(token: Token): Attribute {
  if (token.type === 'ATTRIBUTE') return token.attribute;
  return failAt(`syntax error: unexpected ${describeToken(token)}`, token);
}

function readNumbers(tokens: readonly Token[]): readonly number[] {
  return tokens
    .filter((token) => !isWord(token, ','))
    .map((token) => {
      if (token.type === 'INTEGER' || token.type === 'FLOAT') return token.value;
      return failAt(`syntax error: unexpected ${describeToken(token)}`, token);
    });
}

function buildCompare(node: Constituent, tokens: readonly Token[]): FirstStage {
  const [filter] = node.children;
  const start = tokens[node.from] as Token;
  const element = filter && buildPipeline(filter, tokens).elements[0];
  if (!filter || element?.kind !== 'filter') return failAt(`syntax error: unexpected ${describeToken(start)}`, start);
  const [topN = 10, from = 0, to = 0] = readNumbers(tokens.slice(filter.to, findClose(tokens, node.from + 1)));
  return { kind: 'compare', filter: element, topN, start: from, end: to };
}
