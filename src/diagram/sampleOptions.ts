export interface SampleOptions {
  /** An integer in [0, 2^53). */
  readonly seed: number;
  /**
   * `distinct`: sample i is architecture permute(seed)(i), so none comes twice; `replace`: uniform over the space, each
   * draw on its own; `decision`: every decision uniform over the values that it may still take, which favours
   * architectures with few alternatives.
   */
  readonly mode: 'distinct' | 'replace' | 'decision';
}
