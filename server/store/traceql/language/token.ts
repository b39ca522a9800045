import type { Attribute } from './attribute.ts';

/** Where a token starts, as Tempo counts: from 1, in characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * A word of a query. The type of a fixed word is the word itself; an attribute or intrinsic with its scope is one
 * token.
 */
export type Token = Position &
  (
    | { readonly type: 'STRING'; readonly text: string }
    | { readonly type: 'INTEGER' | 'FLOAT' | 'DURATION'; readonly value: number }
    | { readonly type: 'IDENTIFIER'; readonly text: string }
    | { readonly type: 'ATTRIBUTE'; readonly attribute: Attribute; readonly text: string }
    | { readonly type: 'WORD'; readonly text: string }
  );

/** How an error message names a token. */
export function describeToken(token: Token | undefined): string {
  if (!token) return '$end';
  if (token.type === 'WORD' || token.type === 'ATTRIBUTE') return token.text;
  return token.type;
}

export const isWord = (token: Token | undefined, ...words: readonly string[]): boolean =>
  token?.type === 'WORD' && words.includes(token.text);

/** Where a run of tokens closes the parenthesis at `open`; its length when it does not. */
export function findClose(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    if (isWord(tokens[index], '(')) depth++;
    if (isWord(tokens[index], ')') && --depth === 0) return index;
  }
  return tokens.length;
}
