/** A query that Loki refuses, whatever stage finds the fault. The message and the status are Loki's. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly status: 400 | 500;
  constructor(message: string, status: 400 | 500 = 400) {
    super(message);
    this.status = status;
  }
}

/** Loki numbers the line 0 after tokens that its scanner reads in two steps; both 0 mean "no place". */
export function parseError(message: string, line = 0, column = 0): QueryError {
  if (line === 0 && column === 0) return new QueryError(`parse error : ${message}`);
  return new QueryError(`parse error at line ${line}, col ${column}: ${message}`);
}

/** The grammar's tree is not as it should be, which it is not for queries so long that the grammar cuts them short. */
export class TreeError extends Error {
  override readonly name = 'TreeError';
}
