import type { Attribute } from './attribute.ts';
import { failAt } from './parse-error.ts';
import { describeToken, isWord, type Token } from './token.ts';

/**
 * Attributes with commas between them, as in `select(…)` and `by(…)` of metrics.
 *
 * @param from the first token between the parentheses
 * @param to the token after the last
 * @throws TraceqlError when something else stands there
 */
export function buildAttributes(from: number, to: number, tokens: readonly Token[]): readonly Attribute[] {
  const attributes: Attribute[] = [];
  for (let index = from; index < to; index += 2) {
    const token = tokens[index] as Token;
    if (token.type !== 'ATTRIBUTE') return failAt(`syntax error: unexpected ${describeToken(token)}`, token);
    attributes.push(token.attribute);
    const comma = tokens[index + 1];
    if (comma && index + 1 < to && !isWord(comma, ','))
      failAt(`syntax error: unexpected ${describeToken(comma)}`, comma);
  }
  return attributes;
}
