/** A question about a whole space that is not answered: the message says why, and what can be done. */
export class WholeSpaceError extends Error {
  override readonly name = 'WholeSpaceError';
}
