import { RequestError } from './errors.js';

export interface Line {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /** No further line is there yet: a good moment to write out what waits. */
  readonly isLastOfChunk: boolean;
}

/** Longer lines are refused, so that the memory stays bounded whatever is read. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Lines of a stream of UTF-8; a last line without a line end counts. */
export async function* readLines(input: AsyncIterable<string | Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let line = 0;
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new RequestError(`line ${line + lines.length + 1} is longer than 16 MiB`);
    for (const [i, text] of lines.entries()) yield { text, line: ++line, isLastOfChunk: i === lines.length - 1 };
  }
  rest += decoder.decode();
  if (rest !== '') yield { text: rest, line: line + 1, isLastOfChunk: true };
}
