export const VARIABLE = '<_>';
const MAX_TOKENS = 100;

export interface TokenizedLine {
  readonly tokens: readonly string[];
  /** What stands before each token, and after the last. */
  readonly gaps: readonly string[];
}

/** Words between white space and the marks that structure a line: `key=value`, quotes, brackets, commas, colons. */
const TOKEN = /[^\s=",;()[\]{}<>|]+/g;

/** The parts of a line that may vary, and what stands between them. */
export function tokenizeLine(line: string): TokenizedLine {
  const tokens: string[] = [];
  const gaps: string[] = [];
  let from = 0;
  for (const match of line.matchAll(TOKEN)) {
    if (tokens.length === MAX_TOKENS) break;
    gaps.push(line.slice(from, match.index));
    tokens.push(match[0]);
    from = match.index + match[0].length;
  }
  gaps.push(tokens.length === MAX_TOKENS ? ` ${VARIABLE}` : line.slice(from));
  return { tokens, gaps };
}

export function joinTokens(tokens: readonly string[], gaps: readonly string[]): string {
  const text = tokens.reduce((result, token, index) => result + (gaps[index] ?? '') + token, '') + (gaps.at(-1) ?? '');
  // Neighbours that both vary are one.
  return text.replace(/<_>(?: *<_>)+/g, VARIABLE);
}
