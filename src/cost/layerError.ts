/** A layer that cannot be built, in words for the reader of a space file. PyTorch would refuse it too. */
export class LayerError extends Error {
  override readonly name = 'LayerError';
  /** What would make it right, where that is known. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
