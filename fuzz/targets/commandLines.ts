import { rmSync } from 'node:fs';
import { printableLines } from '../../src/report/printable.js';
import { run } from '../../src/cli/run.js';
import type { Io } from '../../src/cli/io.js';
import { damageText } from '../damageText.js';
import { drawn, type Draw } from '../draw.js';
import { NUMBERS } from '../pools.js';
import { bulkRun, newFolder, writeFiles, type Files } from '../bulkRuns.js';
import type { Target } from '../target.js';

const FILES = filesOf({
  'space.json': JSON.stringify({
    name: 'small',
    input: { channels: 3, size: 8 },
    network: [
      {
        name: 'stage',
        repeat: { choice: [1, 2] },
        layers: [{ name: 'mix', conv: { choice: [4, 8] }, kernel: { choice: [1, 3] } }],
      },
      'globalPool',
      { linear: 2 },
    ],
  }),
  'bad.json': '{"name": "bad", "network": [{"conv": "in.chanels"}]',
  'scores.json': '{"stage.depth": [0.5, 1.25], "stage.block1.mix.out": {"4": 0, "8": 1}}',
  'rows.csv': 'index,accuracy,params\n3,91.2,\n7,88.4,\n1,x,\n',
  'rows.jsonl': '{"index": 3, "accuracy": 91}\n{"index": "5", "accuracy": 93}\n',
  'device.json': '{"name": "d", "source": "s", "peak": {"float32": 1e12}, "bandwidth": 1e11, "power": 100}',
  'evaluator.mjs': `export default {
  name: 'depth',
  version: 1,
  metrics: [{ name: 'latency', unit: 'ms' }],
  evaluate(arch, { costs }) {
    if (arch['stage.depth'] === 2 && arch['stage.block1.mix.out'] === 8) throw new Error('too wide');
    return { latency: Number(costs.training) / 1e3 };
  },
};
`,
});

function filesOf(texts: Readonly<Record<string, string>>): Files {
  return new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
}

/** The run whose parts are beside them. */
const PARTS = 5;

/** `@/` stands for the folder of these files. */
const LINES = [
  'sample @/space.json -n 20 --seed 3 --json',
  'sample @/space.json --count 1k --by decision --out @/out.csv --ties first',
  'sample @/space.json -n 5 --uniform-over training --strata 4 --replace --minimize training,memory --maximize params --stats',
  'sample @/space.json --max training=1M --min params=100 -o @/out.jsonl',
  'count @/space.json --max training=1M,params=5k --approx 0.1 --timeout 1 --json',
  'front @/space.json --minimize training --maximize params --epsilon 0.1 --labels 1M',
  'best @/space.json --scores @/scores.json --top 3 --maximize score',
  'histogram @/space.json --metric params --bins 5 --by stage.depth --csv',
  'sensitivity @/space.json --metric training,params',
  'mutate @/space.json --index 3 -n 2 --seed 4 --max params=1k',
  'crossover @/space.json --index 3 --with-index 12',
  'repair @/space.json --arch {"stage.depth":1,"stage.block1.mix.out":4,"stage.block1.mix.kernel":1} --max params=300',
  'cost @/space.json --index 7 --epochs 3 --dataset-size 1.28M --batch 64 --device @/device.json --utilisation 0.5',
  'cost @/space.json --input - --precision float16 --optimizer sgd --input-gradient all',
  'pareto @/rows.csv --join @/space.json --minimize training --maximize accuracy --skip-invalid --json',
  'pareto @/rows.jsonl @/rows.csv - --maximize accuracy --format jsonl --out @/front.csv',
  'layers @/space.json --index 0 --json',
  'check @/space.json @/bad.json --json',
  'list --known @/space.json --json',
  'devices --json',
  'enumerate @/space.json --from 2 -n 9 --out @/all.parquet --json',
  'enumerate @/space.json --out @/all --split 3 --ties first',
  'enumerate @/space.json --shard 2/3 --out @/part2.csv.gz --checkpoint-every 0 --stats',
  'sample @/space.json -n 15 --out @/some.jsonl.gz --checkpoint @/own.checkpoint --checkpoint-every 0.5 --resume',
  'sample @/space.json -n 12 --out @/files.csv --split 2 --shard 1/1',
  'merge @/run5-1.csv @/run5-2.csv @/run5-3.csv --out @/merged.csv --json',
  'merge @/run5-3.csv.checkpoint @/run5-1.csv.checkpoint @/run5-2.csv.checkpoint --space @/space.json',
  'sample @/space.json -n 9 --evaluator @/evaluator.mjs --no-cache --minimize latency --max latency=1M --json',
  'enumerate @/space.json --evaluator @/evaluator.mjs --evaluator-timeout 2 --evaluator-retries 1 --no-cache --out @/e.csv',
  'cost @/space.json --index 3 --evaluator @/evaluator.mjs --evaluator-concurrency 2 --no-cache --json',
  'cost @/space.json --arch small-net --optimizer adam --json',
  'cache --cache @/kept --clear --json',
  'bench @/bad.json --seconds 0.001 --json',
  'completion',
  '--get-yargs-completions sample --',
  '--help',
].map((line) => line.split(' '));

const ARGUMENTS = [
  ...new Set(LINES.flat()),
  '-',
  '--',
  '-n',
  '-x',
  '--jsn',
  '--no-json',
  '--json=',
  '--index=-1',
  '@/',
  '@/none',
];
const STDIN = '{"index": 3}\n{"arch": {}}\n{"index": "x"}\nindex\n';

/** Damaged command lines: an exit code that is documented, and no fault of the program. */
export const commandLines: Target = {
  share: 2,
  inputs: drawn((draw) => JSON.stringify(damageArguments([...draw.of(LINES)], draw))),
  async run(text) {
    const argv = argumentsOf(text);
    if (argv === undefined) return false;
    const before = process.cwd();
    const folder = newFolder('line');
    for (const part of (await bulkRun(PARTS)).parts) writeFiles(folder, part);
    writeFiles(folder, FILES);
    // whatever a file is called, it is written there
    process.chdir(folder);
    process.env['XDG_CACHE_HOME'] = folder;
    try {
      return await runLine(argv.flatMap((argument) => inProcess(inFolder(argument, folder), folder)));
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function damageArguments(argv: string[], draw: Draw): string[] {
  for (let edits = draw.nat(4); edits > 0; edits--) {
    const at = draw.nat(argv.length);
    const argument = argv[at] ?? '';
    const edit = draw.nat(7);
    if (edit === 0) argv.splice(at, 1);
    else if (edit === 1) argv.splice(at, 0, argument);
    else if (edit === 2) argv.splice(at, 1, draw.of(ARGUMENTS));
    else if (edit === 3) argv.splice(at, 0, draw.of(ARGUMENTS));
    else if (edit === 4) argv.splice(at, 1, argument.replace(/[\d.]+/, String(draw.of(NUMBERS))));
    else if (edit === 5) argv.splice(at, 1, damageText(argument, draw).slice(0, 5000));
    else argv.splice(at, 0, ...argv.splice(draw.nat(argv.length), 1));
  }
  return argv;
}

function argumentsOf(text: string): string[] | undefined {
  try {
    const argv = JSON.parse(text) as unknown;
    return Array.isArray(argv) && argv.every((argument) => typeof argument === 'string') ? argv : undefined;
  } catch {
    return undefined;
  }
}

/** No path leads out of the folder; `2/3` is none. */
function inFolder(argument: string, folder: string): string {
  if (/^\d+\/\d+$/.test(argument)) return argument;
  return argument.replaceAll(/@\/|\/|\.\./g, (part) => (part === '@/' ? `${folder}/` : '_'));
}

/** Threads would outlive the input that asked for them, and all shipped spaces take long to list. */
function inProcess(argument: string, folder: string): string[] {
  if (argument === 'list') return [argument, `${folder}/space.json`];
  return ['sample', 'enumerate', 'cost'].includes(argument) ? [argument, '--workers=0'] : [argument];
}

async function* standardInput(): AsyncGenerator<string> {
  yield STDIN;
}

const CODES = [0, 1, 2, 3, 130];
const PATIENCE_MILLISECONDS = 1000;

async function runLine(argv: readonly string[]): Promise<boolean> {
  let out = '';
  let err = '';
  const terminal = { isTerminal: false, hasColour: false, width: undefined };
  const io: Io = {
    async out(chunk) {
      out += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
    },
    err: (text) => {
      err += text;
    },
    guard: () => undefined,
    finishInterrupted: () => undefined,
    stdin: standardInput(),
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    results: terminal,
    messages: terminal,
  };
  const code = await run(argv, io);
  if (!CODES.includes(code)) throw new Error(`wrong answer: exit code ${code}`);
  if (err.includes('internal fault')) throw new Error(err);
  if (code === 2 && err.trim() === '' && !argv.includes('check')) throw new Error('wrong use without a word about it');
  if (code === 0 && argv.includes('--json') && out.startsWith('{'))
    out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown);
  if (printableLines(err) !== err)
    throw new Error(`a message with control characters: ${JSON.stringify(err.slice(0, 200))}`);
  return code === 0;
}
