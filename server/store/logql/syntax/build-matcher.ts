import type { SyntaxNode } from '@lezer/common';
import { compileRegex, type Regex } from '../../regex.ts';
import type { Matcher, MatchOp } from './ast.ts';
import { child, children, identifier, listItems, need, stringValue, type Builder } from './build-tree.ts';
import { TreeError, parseError } from './query-error.ts';

export function buildMatchers(builder: Builder, selector: SyntaxNode): Matcher[] {
  if (builder.isEmptySelector(builder.tokenOf(selector))) return [];
  const list = child(selector, 'Matchers');
  return list ? listItems(list, 'Matcher').map((item) => buildMatcher(builder, item)) : [];
}

const OPS: Readonly<Record<string, MatchOp>> = { Eq: '=', Neq: '!=', Re: '=~', Nre: '!~' };

export function buildMatcher(builder: Builder, node: SyntaxNode): Matcher {
  const name = identifier(builder, need(node, 'Identifier'));
  const op = children(node)
    .map((item) => OPS[item.name])
    .find((found) => found !== undefined);
  if (!op) throw new TreeError('the grammar gave a matcher without an operator');
  return createMatcher(name, op, stringValue(builder, need(node, 'String')));
}

/** @throws QueryError when a regular expression is not one */
export function createMatcher(name: string, op: MatchOp, value: string): Matcher {
  return { name, op, value, regex: op === '=~' || op === '!~' ? compileMatcherRegex(value) : null };
}

/** @throws QueryError */
export function compileMatcherRegex(pattern: string): Regex {
  try {
    return compileRegex(pattern, true);
  } catch (error) {
    throw parseError((error as Error).message);
  }
}

/** Whether a label with this value ('' when absent) matches. */
export function matches(matcher: Matcher, value: string): boolean {
  switch (matcher.op) {
    case '=':
      return value === matcher.value;
    case '!=':
      return value !== matcher.value;
    case '=~':
      return matcher.regex?.test(value) ?? false;
    case '!~':
      return !(matcher.regex?.test(value) ?? false);
  }
}
