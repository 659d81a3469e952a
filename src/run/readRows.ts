import type { TextFormat } from '../report/fileFormat.js';
import { RequestError, type RowError } from './errors.js';
import type { ReadRow } from './openRow.js';
import { readCsvRows } from './readCsvRows.js';
import { readJsonRows } from './readJsonRows.js';

/** A stream of rows. */
export interface RowFile {
  /** What errors call it. */
  readonly name: string;
  /** Absent: JSON Lines where the first character is a brace, CSV otherwise. */
  readonly format: TextFormat | undefined;
  readonly input: AsyncIterable<string | Uint8Array>;
}

/**
 * The rows of a file in their order, some at a time, with an error in the place of each that is no row: a line that is
 * no JSON object, a row of CSV with too few or too many fields. Blank lines are skipped, but counted.
 *
 * @throws RequestError where nothing after it can be read either: no header, a quote that is never closed
 */
export async function* readRows({ name, format, input }: RowFile): AsyncGenerator<readonly (ReadRow | RowError)[]> {
  try {
    const known = format === undefined ? await sniff(input) : { format, input };
    yield* known.format === 'csv' ? readCsvRows(name, known.input) : readJsonRows(name, known.input);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    throw new RequestError(`${name}: ${error.message}`);
  }
}

async function sniff(
  input: AsyncIterable<string | Uint8Array>,
): Promise<{ format: TextFormat; input: AsyncIterable<string | Uint8Array> }> {
  const iterator = input[Symbol.asyncIterator]();
  const seen: (string | Uint8Array)[] = [];
  const decoder = new TextDecoder();
  let start = '';
  while (start === '') {
    const next = await iterator.next();
    if (next.done === true) break;
    seen.push(next.value);
    start = (typeof next.value === 'string' ? next.value : decoder.decode(next.value, { stream: true })).trim();
  }
  // an array is no row either, but what is wrong with it is better told as JSON
  return { format: /^[{[]/.test(start) ? 'jsonl' : 'csv', input: joined(seen, iterator) };
}

async function* joined<Chunk>(seen: readonly Chunk[], rest: AsyncIterator<Chunk>): AsyncGenerator<Chunk> {
  yield* seen;
  yield* { [Symbol.asyncIterator]: () => rest };
}
