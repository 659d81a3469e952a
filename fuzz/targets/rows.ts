import { paretoRows, type ParetoRowsOptions } from '../../src/run/paretoRows.js';
import { writeRows } from '../../src/run/writeRows.js';
import { damageJson } from '../damageJson.js';
import { damageText } from '../damageText.js';
import { checkError, expectSame } from '../documented.js';
import { drawn } from '../draw.js';
import { smallSpace } from '../smallSpaces.js';
import type { Target } from '../target.js';

const CSV = 'name,latency,accuracy\na,1.5,90\n"b, too",2,91.25\nc,2,90\r\nd,9007199254740993,1e3\n';
const RECORDS = [
  '{"index": "3", "latency": 2.5, "params": 896}',
  '{"arch": {"stage.depth": 1, "stage.block1.mix.out": 16, "stage.block1.mix.kernel": 3}, "latency": 9007199254740993}',
  '{"latency": -1e3, "accuracy": 3, "index": 5, "options": {"precision": "float32"}}',
];

/** A header line of options, and a file of rows. */
interface Options extends Omit<ParetoRowsOptions, 'join' | 'signal'> {
  readonly join: boolean;
  readonly format: 'csv' | 'jsonl' | undefined;
}

/**
 * Damaged files of rows: the front is the same however the file is cut into pieces, and the front of a front is itself.
 */
export const rows: Target = {
  share: 12,
  inputs: drawn((draw) => {
    const column = () => draw.of(['latency', 'accuracy', 'params', 'name']);
    const objective = () => ({ column: column(), direction: draw.of(['min', 'max']) });
    const isCsv = draw.chance(50);
    const options = {
      objectives: draw.list(1, 3, objective),
      ties: draw.of(['all', 'first']),
      skipInvalid: draw.chance(60),
      join: draw.chance(30),
      ...(draw.chance(20) && { format: draw.of(['csv', 'jsonl']) }),
    };
    const lines = draw.list(1, 4, () => damageJson(draw.of(RECORDS), draw).replaceAll('\n', ' '));
    const sound = isCsv ? CSV : `${lines.join('\n')}\n`;
    return `${JSON.stringify(options)}\n${draw.chance(70) ? damageText(sound, draw) : sound}`;
  }),
  async run(text) {
    const end = text.indexOf('\n');
    const options = optionsOf(text.slice(0, end));
    if (end < 0 || options === undefined) return false;
    const file = text.slice(end + 1);
    const whole = await outcomeOf([file], options);
    const bytes = Buffer.from(file);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.subarray(7 * i, 7 * i + 7));
    const cut = await outcomeOf(bytes.length < 2000 ? pieces : [bytes], options);
    // of several faults, rows are looked at before what cannot be read behind them, piece by piece
    const isRefused = typeof whole === 'string';
    expectSame('whether a file in pieces is refused', typeof cut === 'string', isRefused);
    if (isRefused) return false;
    // a string may hold what UTF-8 cannot
    if (file.isWellFormed()) expectSame('the front of a file in pieces', cut, whole);
    // CSV from JSON has other columns, and rows of their costs are joined to the same
    if (!options.join && whole.text !== '') {
      const again = await outcomeOf([whole.text], { ...options, format: whole.format });
      expectSame('the front of a front', again, { ...whole, rows: whole.kept });
    }
    return true;
  },
};

function optionsOf(line: string): Options | undefined {
  try {
    return JSON.parse(line) as Options;
  } catch {
    return undefined;
  }
}

interface Front {
  readonly rows: number;
  readonly kept: number;
  readonly format: 'csv' | 'jsonl';
  readonly text: string;
}

/** The front as a file, or why there is none. */
async function outcomeOf(chunks: readonly (string | Uint8Array)[], options: Options): Promise<Front | string> {
  const { objectives, ties, skipInvalid, format } = options;
  const join = options.join ? await smallSpace(1) : undefined;
  const { signal } = new AbortController();
  try {
    const input = inTurn(chunks);
    const report = await paretoRows([{ name: 'rows', format, input }], { objectives, ties, skipInvalid, join, signal });
    const kept = report.front.map(({ row }) => row);
    const own = kept[0]?.format ?? 'csv';
    const text = [...writeRows(kept, own, { costs: undefined, numeric: new Set() })].join('');
    return { rows: report.rows, kept: kept.length, format: own, text };
  } catch (error) {
    checkError(error);
    return (error as Error).message;
  }
}

async function* inTurn<Chunk>(chunks: readonly Chunk[]): AsyncGenerator<Chunk> {
  yield* chunks;
}
