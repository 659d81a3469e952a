import type * as fc from 'fast-check';

/** One way into the program: what is put in, and what must come of it. */
export interface Target {
  /**
   * How many of a number of inputs are for this target, against the shares of the others; of a time, all have the same.
   */
  readonly share: number;
  /** How many times the usual time an input may take; 1 unless given. */
  readonly patience?: number;
  /** Everything that is put in is one text, so that it is shrunk, printed and tried again in one way. */
  readonly inputs: fc.Arbitrary<string>;
  /**
   * Tries an input.
   *
   * @returns whether it was answered; false: it was refused by a documented error
   * @throws what is no documented error, or says which answer is wrong
   */
  readonly run: (input: string) => boolean | Promise<boolean>;
}
