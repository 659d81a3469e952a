/** An expression has no value: the message says why, for people. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}
