import type { Argv } from 'yargs';
import { METRICS } from '../cost/metrics.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import { askSpace } from './askSpace.js';
import { readIndex } from '../run/readIndex.js';
import { UsageError, type Command, type RawArguments } from './command.js';
import { evaluatorArguments } from './evaluatorArguments.js';
import type { Io } from './io.js';
import { parseCount } from './parseCount.js';
import { declareReport, report, reportOptions } from './reportCommand.js';
import { declareRunOptions, runAssumptions } from './runOptions.js';
import { declareSpace } from './spaceOptions.js';

/** `nascost enumerate SPACE`: the spread and the Pareto front of architectures in the order of their numbers. */
export const enumerate: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareReport(declareRunOptions(declareSpace(yargs)))
    .option('from', { type: 'string', default: '0', requiresArg: true, describe: 'The first architecture’s number' })
    .option('count', {
      alias: 'n',
      type: 'string',
      requiresArg: true,
      describe: 'How many: 1000, 1e6, 1M  [default: all that follow]',
    })
    .example('$0 enumerate nas-bench-201 --out all.parquet', 'The whole space, in a file');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const run = await runAssumptions(raw);
  const asked = reportOptions(raw, io.signal, await evaluatorArguments(raw, io));
  const count = raw['count'] === undefined ? undefined : parseCount('--count', String(raw['count']), 1);
  return askSpace(
    raw,
    io,
    (space) => {
      const from = readIndex(space, raw['from']);
      const how = { seed: 0, by: 'architecture', replace: false, metrics: METRICS } as const;
      return report(space, { ...how, ...asked, from, count: count ?? allFrom(space, from) }, run, raw, io);
    },
    { ticks: false },
  );
}

/** @throws UsageError where no run can do them all */
function allFrom(space: CompiledSpace, from: bigint): number {
  const left = space.size - from;
  if (left <= MOST) return Number(left);
  throw new UsageError(
    `the space has ${left} architectures${from > 0n ? ` from ${from} on` : ''}: say how many with --count, at most ${MOST} at once`,
  );
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER);
