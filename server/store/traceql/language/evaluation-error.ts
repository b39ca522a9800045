/** A query that parsed and then cannot go on with the data it found (division by zero, several span sets, …). */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}
