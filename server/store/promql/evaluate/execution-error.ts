/** A query that cannot be answered as it stands: `execution` in the API. */
export class ExecutionError extends Error {
  override readonly name = 'ExecutionError';
}
