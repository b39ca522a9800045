/** What Tempo answers to a query it cannot read; `message` is its text. */
export class TraceqlError extends Error {
  override readonly name = 'TraceqlError';
}

/** @throws TraceqlError always */
export function failAt(message: string, { line, column }: { readonly line: number; readonly column: number }): never {
  throw new TraceqlError(`parse error at line ${line}, col ${column}: ${message}`);
}
