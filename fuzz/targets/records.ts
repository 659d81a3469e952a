import { costLines } from '../../src/cli/costLines.js';
import type { Io } from '../../src/cli/io.js';
import { damaged } from '../damaged.js';
import { expectSame } from '../documented.js';
import { drawn } from '../draw.js';
import { smallSpace } from '../smallSpaces.js';
import type { Target } from '../target.js';

const SAMPLES = [
  { index: '5' },
  { index: 7, options: { precision: 'float32', optimizer: 'adam' } },
  { arch: { 'stage.depth': 1, 'stage.block1.mix.out': 16, 'stage.block1.mix.kernel': 3 }, hash: 'x' },
  { 'stage.depth': 2, 'stage.block*.mix.*': 16, 'stage.block*.mix.kernel': [3, 5] },
].map((record) => JSON.stringify(record));

/**
 * Damaged lines for `cost --input`: each gives a record or an error in its place, and the same in any other company.
 */
export const records: Target = {
  share: 60,
  inputs: drawn((draw) =>
    draw.list(1, 4, () => damaged(draw.of(SAMPLES), draw, draw.of(SAMPLES)).replaceAll('\n', ' ')).join('\n'),
  ),
  async run(text) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const results = (await resultsOf(text)).split('\n').slice(0, -1);
    expectSame('the number of results', results.length, lines.length);
    const alone = await resultsOf(lines[0] ?? '');
    const named = results.map((result) => JSON.parse(result) as { readonly error?: string });
    if (named[0]?.error === undefined && lines.length > 0) expectSame('the first line alone', alone, `${results[0]}\n`);
    return named.some(({ error }) => error === undefined);
  },
};

async function resultsOf(text: string): Promise<string> {
  let out = '';
  let err = '';
  const terminal = { isTerminal: false, hasColour: false, width: undefined };
  const io: Io = {
    async out(chunk) {
      out += String(chunk);
    },
    err: (message) => {
      err += message;
    },
    guard: () => undefined,
    finishInterrupted: () => undefined,
    stdin: once(''),
    signal: new AbortController().signal,
    results: terminal,
    messages: terminal,
  };
  await costLines(await smallSpace(1), once(text), { strict: false, run: undefined }, io);
  expectSame('what is said beside the results', err, '');
  return out;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
