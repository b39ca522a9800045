/** Where in the query a parser's message points: `1:16: parse error` or `line 1, col 25`. A 0-based offset. */
export function queryPosition(message: string, query: string): number | undefined {
  const match = /\bline (\d+), col (\d+)/.exec(message) ?? /\b(\d+):(\d+): parse error/.exec(message);
  if (!match) return undefined;
  const before = query.split('\n').slice(0, Number(match[1]) - 1);
  const offset = before.reduce((sum, line) => sum + line.length + 1, 0) + Number(match[2]) - 1;
  return offset >= 0 && offset <= query.length ? offset : undefined;
}
