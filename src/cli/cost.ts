import type { Argv } from 'yargs';
import { METRIC_DESCRIPTIONS } from '../cost/metrics.js';
import { alignedTable } from '../report/alignedTable.js';
import { architectureText } from '../report/architectureText.js';
import { printable } from '../report/printable.js';
import { siNumber } from '../report/siNumber.js';
import type { CostedArchitecture } from '../run/costs.js';
import type { Measure } from '../run/evaluators/evaluator.js';
import type { RunAssumptions } from '../run/pricing/readRun.js';
import { openSpace } from '../run/openSpace.js';
import { ARCH_OPTION, askedArchitecture, checkOneGiven, type AskedArchitecture } from './architectureArguments.js';
import { DONE, SOME_FAILED, type Command, type RawArguments } from './command.js';
import { costLines } from './costLines.js';
import { declareEvaluators, evaluatorArguments } from './evaluatorArguments.js';
import { headingStyle } from './headingStyle.js';
import { inputFile } from './inputFile.js';
import type { Io, Terminal } from './io.js';
import { askedTitle, knownJson, knownText } from './knownText.js';
import { measureArchitecture, withEvaluation } from './measureArchitecture.js';
import { recordJson, type MeasuredFigures } from './recordJson.js';
import { declareRunOptions, runAssumptions } from './runOptions.js';
import { assumptionsText, runText } from './runText.js';
import { costOptions, declareSpace } from './spaceOptions.js';
import { workersOption } from './workersOption.js';

/** `nascost cost SPACE`: the costs of one architecture, or of a stream of them. */
export const cost: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareEvaluators(declareRunOptions(declareSpace(yargs)))
    .option('index', { type: 'string', requiresArg: true, describe: 'Number of the architecture, from 0' })
    .option('arch', ARCH_OPTION)
    .option('input', {
      type: 'string',
      requiresArg: true,
      describe: 'JSON Lines, a file or - for stdin: {"index": …}, {"arch": {…}} or the bare object, one per line',
    })
    .option('strict', { type: 'boolean', default: false, describe: 'Stop at the first line that fails' })
    .option('workers', {
      type: 'string',
      requiresArg: true,
      describe: 'Threads of the evaluators; 0: none  [default: as many as there are cores]',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print JSON (always so with --input)' })
    .example('$0 cost mobilenet --index 12345', 'One architecture')
    .example('$0 cost regnet-x --arch regnetx-4.0gf', 'A network that is known by name')
    .example('$0 cost mobilenet --input archs.jsonl > costs.jsonl', 'Many')
    .example('$0 cost mobilenet --index 1 --epochs 180 --dataset-size 1281167 --device t4', 'With the price of a run');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  checkOneGiven('cost', raw, ['index', 'arch', 'input']);
  const run = await runAssumptions(raw);
  const { options: evaluators } = await evaluatorArguments(raw, io);
  const options = { ...evaluators, workers: workersOption(raw), signal: io.signal };
  const space = await openSpace(String(raw['space']), costOptions(raw));
  io.finishInterrupted();
  if (raw['input'] !== undefined) {
    const lines = inputStream(String(raw['input']), io);
    return withEvaluation(space, options, io, (evaluation) =>
      costLines(space, lines, { strict: raw['strict'] === true, run, evaluation }, io),
    );
  }
  const asked = await askedArchitecture(space, raw['index'], raw['arch']);
  return withEvaluation(
    asked.space,
    { ...options, workers: Math.min(1, options.workers ?? 1) },
    io,
    async (evaluation) => {
      const costed = asked.space.costed(asked.index);
      const found = evaluation && (await measureArchitecture(asked.space, asked.index, evaluation));
      if (raw['json'] === true)
        await io.out(`${JSON.stringify({ ...recordJson(asked.space, costed, run, found), ...knownJson(asked) })}\n`);
      else {
        const evaluated = evaluation && found ? evaluatedText(evaluation.measures, found, io.results) : '';
        await io.out(
          costText(asked, costed, io.results) + evaluated + (run ? pricedText(costed, run, io.results) : ''),
        );
      }
      if (found?.error === undefined) return DONE;
      io.err(`${printable(`nascost: ${found.error}`)}\n`);
      return SOME_FAILED;
    },
  );
}

/** What evaluators gave, in a table of its own. */
function evaluatedText(measures: readonly Measure[], { measured }: MeasuredFigures, terminal: Terminal): string {
  const columns = [{ title: 'evaluated' }, { title: 'figure', align: 'right' as const }, { title: 'unit' }];
  const rows = measures.map(({ name, unit }) => {
    const figure = measured?.[name] ?? NaN;
    return [name, Number.isNaN(figure) ? '-' : siNumber(figure), unit];
  });
  return `\n${alignedTable(columns, rows, headingStyle(terminal))}`;
}

function inputStream(path: string, io: Io): AsyncIterable<string | Uint8Array> {
  return path === '-' ? io.stdin : inputFile(path, io.signal);
}

function costText(asked: AskedArchitecture, { architecture, costs }: CostedArchitecture, terminal: Terminal): string {
  const rows = METRIC_DESCRIPTIONS.map(({ name, unit, meaning }) => [
    name,
    siNumber(costs[name]),
    costs[name].toString(),
    unit,
    meaning,
  ]);
  const columns = [
    { title: 'metric' },
    { title: 'figure', align: 'right' as const },
    { title: 'exactly', align: 'right' as const },
    { title: 'unit' },
    { title: 'meaning' },
  ];
  const table = alignedTable(columns, rows, headingStyle(terminal));
  const known = asked.known === undefined ? '' : knownText(asked.known, costs);
  return `${askedTitle(asked)}: ${architectureText(architecture)}\n\n${table}${known && `\n${known}`}`;
}

function pricedText({ costs }: CostedArchitecture, run: RunAssumptions, terminal: Terminal): string {
  return `\n${runText(costs, run, terminal)}\n${assumptionsText(run)}`;
}
