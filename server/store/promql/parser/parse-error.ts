import type { Position } from './ast.ts';

/** `1:5: parse error: …`, as Prometheus words it. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  /** Without the position: what is wrong. */
  readonly reason: string;
  readonly position: Position;
  constructor(query: string, position: Position, reason: string) {
    super(`${lineAndColumn(query, position.start)}: parse error: ${reason}`);
    this.reason = reason;
    this.position = position;
  }
}

/** `line:column`, both from 1; columns count UTF-8 bytes. */
export function lineAndColumn(query: string, offset: number): string {
  if (query === '') return 'unknown position';
  const before = query.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return `${line}:${Buffer.byteLength(before.slice(lineStart)) + 1}`;
}
