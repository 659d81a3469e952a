import { createReadStream } from 'node:fs';
import type { Argv } from 'yargs';
import { METRICS } from '../cost/metrics.js';
import { outputFile, type OutputFile } from '../report/outputFile.js';
import type { TextFormat } from '../report/fileFormat.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import { RequestError } from '../run/errors.js';
import { joinRow } from '../run/joinRow.js';
import { openRow } from '../run/openRow.js';
import { openSpace } from '../run/openSpace.js';
import { paretoRows, type ParetoRowsOptions, type ParetoRowsReport } from '../run/paretoRows.js';
import type { RowFile } from '../run/readRows.js';
import type { Row } from '../run/row.js';
import { writeRows, type WriteRowsOptions } from '../run/writeRows.js';
import { batches } from './batches.js';
import { columnNames } from './columnNames.js';
import { DONE, INTERRUPTED, UsageError, type Command, type RawArguments } from './command.js';
import { textFormat } from './fileFormat.js';
import type { Io } from './io.js';
import { listJson } from './listJson.js';
import { paretoText } from './paretoText.js';
import { costOptions, declareCostOptions } from './spaceOptions.js';

/** `nascost pareto FILE…`: the Pareto front of the rows of files. */
export const pareto: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareCostOptions(yargs)
    .positional('files', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'CSV or JSON Lines; - for stdin',
    })
    .option('minimize', { type: 'string', requiresArg: true, describe: 'Columns, separated by commas' })
    .option('maximize', { type: 'string', requiresArg: true, describe: 'Columns, separated by commas' })
    .option('join', {
      type: 'string',
      requiresArg: true,
      describe: 'A space whose metrics become columns, by index or arch; the cost options are for it',
    })
    .option('ties', {
      choices: ['all', 'first'] as const,
      default: 'all' as const,
      requiresArg: true,
      describe: 'Of front points that occur more than once, keep',
    })
    .option('format', {
      choices: ['csv', 'jsonl'] as const,
      requiresArg: true,
      describe: 'Of the files, whatever their endings',
    })
    .option('skip-invalid', { type: 'boolean', default: false, describe: 'Leave out rows that cannot be used' })
    .option('out', {
      alias: 'o',
      type: 'string',
      requiresArg: true,
      describe: 'Write the rows of the front to FILE.jsonl or FILE.csv',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .example('$0 pareto runs.csv --minimize latency --maximize accuracy', 'The front of rows of a table')
    .example(
      '$0 pareto runs.csv --join mobilenet --minimize training --maximize accuracy',
      'The same against costs, by the column index',
    );
}

type Objectives = ParetoRowsOptions['objectives'];

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const objectives = readObjectives(raw);
  const files = rowFiles(raw, io);
  const path = raw['out'] === undefined ? undefined : String(raw['out']);
  const format = path === undefined ? undefined : textFormat(path);
  if (path !== undefined) io.finishInterrupted();
  // before anything is read: a file that cannot be written should fail at once
  const file = path === undefined ? undefined : await outputFile(path);
  try {
    const join = raw['join'] === undefined ? undefined : await openSpace(String(raw['join']), costOptions(raw));
    const ties = raw['ties'] as ParetoRowsOptions['ties'];
    const skipInvalid = raw['skipInvalid'] === true;
    const report = await read(files, { objectives, ties, join, skipInvalid, signal: io.signal });
    if (report === undefined) {
      io.err('nascost: interrupted: not all rows were read, so there is no front\n');
      return INTERRUPTED;
    }
    tellSkipped(report, io);
    if (file && format) await writeFile(file, format, report, writing(objectives, join));
    if (raw['json'] === true) for await (const text of paretoJson(report, objectives, join)) await io.out(text);
    else await io.out(paretoText(report, { objectives, join, file: path }, io.results));
    return DONE;
  } finally {
    await file?.discard();
  }
}

function readObjectives(raw: RawArguments): Objectives {
  const objectives = [
    ...columnNames('--minimize', raw['minimize']).map((column) => ({ column, direction: 'min' as const })),
    ...columnNames('--maximize', raw['maximize']).map((column) => ({ column, direction: 'max' as const })),
  ];
  if (objectives.length === 0)
    throw new UsageError('pareto needs an objective: --minimize COLUMN, --maximize COLUMN or both');
  const twice = objectives.find(({ column }, i) => objectives.findIndex((other) => other.column === column) !== i);
  if (twice !== undefined) throw new UsageError(`${JSON.stringify(twice.column)} is an objective twice`);
  return objectives;
}

const ENDINGS: Readonly<Record<string, TextFormat>> = { csv: 'csv', jsonl: 'jsonl', ndjson: 'jsonl', json: 'jsonl' };

/** Each is opened when it is its turn. */
function* rowFiles(raw: RawArguments, io: Io): Generator<RowFile> {
  const format = raw['format'] as TextFormat | undefined;
  for (const path of fileNames(raw)) {
    if (path === '-') yield { name: 'stdin', format, input: io.stdin };
    else {
      const ending = /\.([^./\\]*)$/.exec(path)?.[1]?.toLowerCase() ?? '';
      yield { name: path, format: format ?? ENDINGS[ending], input: createReadStream(path, { signal: io.signal }) };
    }
  }
}

function fileNames(raw: RawArguments): string[] {
  const names = [raw['files']].flat().map(String);
  if (names.filter((name) => name === '-').length > 1) throw new UsageError('standard input can be read once only');
  return names;
}

/** Undefined after an interrupt. */
async function read(files: Iterable<RowFile>, options: ParetoRowsOptions): Promise<ParetoRowsReport | undefined> {
  const { signal } = options;
  try {
    const report = await paretoRows(files, options);
    return signal.aborted ? undefined : report;
  } catch (error) {
    // the interrupt also ended a read that was waiting
    if (signal.aborted) return undefined;
    throw error;
  }
}

function tellSkipped({ rows, skipped, firstSkipped }: ParetoRowsReport, io: Io): void {
  if (firstSkipped === undefined) return;
  const count = skipped === 1 ? '1 row' : `${skipped} rows`;
  if (rows === 0) throw new RequestError(`no row can be used, of ${count}; the first: ${firstSkipped.message}`);
  io.err(`nascost: ${count} left out; the first: ${firstSkipped.message}\n`);
}

function writing(objectives: Objectives, join: CompiledSpace | undefined): WriteRowsOptions {
  return {
    costs: join && ((row: Row) => joinRow(join, { row, open: openRow(row) }).costs),
    numeric: new Set([...objectives.map(({ column }) => column), ...METRICS]),
  };
}

async function writeFile(
  file: OutputFile,
  format: TextFormat,
  { front }: ParetoRowsReport,
  options: WriteRowsOptions,
): Promise<void> {
  const rows = front.map(({ row }) => row);
  for (const text of batches(writeRows(rows, format, options))) await file.write(text);
  await file.commit();
}

function paretoJson(
  { rows, front }: ParetoRowsReport,
  objectives: Objectives,
  join: CompiledSpace | undefined,
): Generator<string> {
  const lines = writeRows(
    front.map(({ row }) => row),
    'jsonl',
    writing(objectives, join),
  );
  const head = { rows, objectives: objectives.map(({ column, direction }) => ({ column, direction })) };
  return listJson(head, 'front', trimmed(lines));
}

function* trimmed(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield line.trimEnd();
}
