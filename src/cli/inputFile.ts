import { createReadStream } from 'node:fs';
import { systemReason } from '../report/systemReason.js';
import { RequestError } from '../run/errors.js';

/**
 * The bytes of a file, as they come.
 *
 * @throws RequestError that names the file, where it cannot be read
 */
export async function* inputFile(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { signal }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new RequestError(`cannot read ${path}: ${systemReason(error, 'read')}`, { cause: error });
  }
}
