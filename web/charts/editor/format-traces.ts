/**
 * One token of TraceQL. Names may have `-`, `+`, `*`, `/` and more in them, so that arithmetic is told from a name by the
 * spaces around it alone: a run of such characters is one token, whatever it means.
 */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|&>>|&<<|!>>|!<<|&>|&<|&~|!>|!<|>>|<<|=~|!~|!=|>=|<=|&&|\|\||[{}()|,=<>!~&]|(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^\s{}()|,=<>!~&"`])+|\S/g;

/** A longer query has a line for each stage. */
const MAX_LINE = 80;

/**
 * TraceQL with even spaces and, where it is long, a line for each stage. Only white space between tokens changes; should
 * anything else, the query stays as it is. Null for a query with comments, which have no place of their own.
 */
export function formatTraces(query: string): string | null {
  const tokens = query.match(TOKEN) ?? [];
  if (tokens.some((token) => token.startsWith('//') || token.startsWith('/*'))) return null;
  const onOneLine = layOut(tokens, false);
  const formatted = onOneLine.length > MAX_LINE ? layOut(tokens, true) : onOneLine;
  const isSame = tokens.join('\n') === (formatted.match(TOKEN) ?? []).join('\n');
  return isSame ? formatted : query;
}

function layOut(tokens: readonly string[], hasLines: boolean): string {
  let out = '';
  let depth = 0;
  let before = '';
  let beforeThat = '';
  for (const token of tokens) {
    if (token === '}' || token === ')') depth--;
    const isStage = hasLines && depth === 0 && (token === '|' || (before === '}' && token !== ')'));
    out += isStage ? `\n  ${token}` : spaceBetween({ beforeThat, before, token }) + token;
    if (token === '{' || token === '(') depth++;
    beforeThat = before;
    before = token;
  }
  return out.trim();
}

interface Neighbours {
  readonly beforeThat: string;
  readonly before: string;
  readonly token: string;
}

function spaceBetween({ beforeThat, before, token }: Neighbours): string {
  if (before === '' || before === '(' || token === ')' || token === ',') return '';
  if (before === '{' && token === '}') return '';
  // A negation belongs to what follows it.
  if (before === '!' && /^(?:[({,|]|&&|\|\|)?$/.test(beforeThat)) return '';
  if (token === '(') return /^[\w.]/.test(before) && before !== 'by' && before !== 'with' ? '' : ' ';
  return ' ';
}
