/** The bench cannot do what it is asked to; the message says why, in a sentence for people. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
