/** The world as a command sees it, so that tests can give it another one. */
export interface Io {
  /** Writes results; resolves when there is room for more. Rejects with ClosedOutput when nobody reads any longer. */
  out(chunk: string | Uint8Array): Promise<void>;
  /** Writes everything that is not a result. */
  err(text: string): void;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  /**
   * Code that is not the program's runs in its process from now on. Where that throws and nobody catches it, or ends
   * the process before the run is done, the exit code is 1.
   *
   * @param words what is said then, of what was thrown, or of an end without that
   */
  guard(words: (thrown: { readonly value: unknown } | undefined) => string): void;
  /**
   * There is something to finish, or to clear away, from now on: the first interrupt aborts `signal`. Until then it
   * ends the process, however busy that is.
   */
  finishInterrupted(): void;
  /** Aborted by the first interrupt, once that is asked for. */
  readonly signal: AbortSignal;
  readonly results: Terminal;
  readonly messages: Terminal;
}

/** What a stream can show. */
export interface Terminal {
  readonly isTerminal: boolean;
  readonly hasColour: boolean;
  /** Characters per line; undefined where it is no terminal. */
  readonly width: number | undefined;
}

/** The reader of the results has gone (`| head`): not a failure. */
export class ClosedOutput extends Error {
  override readonly name = 'ClosedOutput';
}
