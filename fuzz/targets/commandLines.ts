import { printableLines } from '../../src/report/printable.js';
import { run } from '../../src/cli/run.js';
import type { Io } from '../../src/cli/io.js';
import { damageText } from '../damageText.js';
import { drawn, type Draw } from '../draw.js';
import { NUMBERS } from '../pools.js';
import { scratchFile, scratchFolder } from '../scratch.js';
import type { Target } from '../target.js';

const FILES: Readonly<Record<string, string>> = {
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
};

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
  'list --known @/space.json',
  'devices --json',
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
  share: 3,
  inputs: drawn((draw) => JSON.stringify(damageArguments([...draw.of(LINES)], draw))),
  async run(text) {
    const argv = argumentsOf(text);
    if (argv === undefined) return false;
    const before = process.cwd();
    for (const [name, content] of Object.entries(FILES)) scratchFile(name, content);
    // whatever a file is called, it is written there
    process.chdir(scratchFolder());
    try {
      return await runLine(argv.flatMap((argument) => (argument === 'sample' ? IN_PROCESS : [inScratch(argument)])));
    } finally {
      process.chdir(before);
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

/** No path leads out of the folder. */
function inScratch(argument: string): string {
  return argument.replaceAll(/@\/|\/|\.\./g, (part) => (part === '@/' ? `${scratchFolder()}/` : '_'));
}

/** Threads would outlive the input that asked for them. */
const IN_PROCESS = ['sample', '--workers=0'];

async function* standardInput(): AsyncGenerator<string> {
  yield STDIN;
}

const CODES = [0, 1, 2, 3, 130];
const PATIENCE_MILLISECONDS = 2000;

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
