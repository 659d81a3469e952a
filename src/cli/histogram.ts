import type { Argv } from 'yargs';
import { bigCount } from '../report/bigCount.js';
import { csvCell } from '../report/csvCell.js';
import { exactJson } from '../report/exactJson.js';
import { valueOrInactive } from '../report/architectureText.js';
import { printable } from '../report/printable.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { Budget } from '../run/whole/budget.js';
import type { Distribution } from '../run/whole/distribution.js';
import type { HistogramAnswer } from '../run/whole/questions.js';
import { askSpace } from './askSpace.js';
import { budgetArguments, declareBudgetOptions } from './budgetOptions.js';
import { budgetJson } from './budgetText.js';
import { DONE, UsageError, type Command, type RawArguments } from './command.js';
import { histogramText } from './histogramText.js';
import type { Io } from './io.js';
import { parseCount } from './parseCount.js';
import { spaceJson } from './spaceJson.js';
import { declareSpace } from './spaceOptions.js';

/** `nascost histogram SPACE`: how a metric is distributed over all architectures. */
export const histogram: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareBudgetOptions(declareSpace(yargs))
    .option('metric', { type: 'string', default: 'training', requiresArg: true, describe: 'A metric, or score' })
    .option('bins', { type: 'string', default: '20', requiresArg: true, describe: 'Bins of equal width' })
    .option('by', {
      type: 'string',
      requiresArg: true,
      describe: 'A decision: one distribution for each of its values',
    })
    .option('samples', {
      type: 'string',
      requiresArg: true,
      describe: 'Of a wide space that is too large to enumerate  [default: 10000]',
    })
    .option('csv', { type: 'boolean', default: false, describe: 'Print the bins as CSV' })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .example('$0 histogram mobilenet --metric params --by stage5.depth', 'How a choice moves a cost');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  if (raw['csv'] === true && raw['json'] === true) throw new UsageError('give only one of --csv and --json');
  const { labels: _labels, ...asked } = await budgetArguments(raw);
  const options = {
    ...asked,
    signal: io.signal,
    metric: String(raw['metric']),
    bins: parseCount('--bins', String(raw['bins']), 1),
    ...(raw['by'] !== undefined && { by: String(raw['by']) }),
    ...(raw['samples'] !== undefined && { samples: parseCount('--samples', String(raw['samples']), 1) }),
  };
  return askSpace(
    raw,
    io,
    async (space) => {
      const answer = await space.histogram(options);
      if (raw['json'] === true) await io.out(histogramJson(space, asked.budget, answer));
      else if (raw['csv'] === true) await io.out(histogramCsv(answer));
      else await io.out(heading(space) + histogramText(asked.budget, answer, io.results));
      return DONE;
    },
    { scores: asked.scores },
  );
}

function heading(space: CompiledSpace): string {
  return `${printable(space.name)}: ${bigCount(space.size)} architectures\n`;
}

function histogramJson(
  space: CompiledSpace,
  budget: Budget,
  { metric, by, source, whole, parts }: HistogramAnswer,
): string {
  return `${JSON.stringify({
    ...spaceJson(space),
    budget: budgetJson(budget),
    metric,
    source,
    ...distributionJson(whole),
    ...(by !== undefined && {
      by,
      parts: parts.map(({ value, distribution }) => ({ value, ...distributionJson(distribution) })),
    }),
  })}\n`;
}

function distributionJson({ size, exact, min, max, mean, deviation, quantiles, bins }: Distribution): object {
  return {
    count: bracketJson(size),
    exact,
    min: exactJson(min),
    max: exactJson(max),
    mean: mean ?? null,
    deviation: deviation ?? null,
    quantiles: quantiles.map(({ quantile, lower, upper }) => ({
      quantile,
      lower: exactJson(lower),
      upper: exactJson(upper),
    })),
    bins: bins.map(({ from, to, lower, upper }) => ({
      from: exactJson(from),
      to: exactJson(to),
      ...bracketJson({ lower, upper }),
    })),
  };
}

function bracketJson({ lower, upper }: { lower: bigint; upper: bigint }): { lower: string; upper: string } {
  return { lower: lower.toString(), upper: upper.toString() };
}

/** A row per bin; with a decision, first those of all, then those of its values. */
function histogramCsv({ by, whole, parts }: HistogramAnswer): string {
  const title = by === undefined ? [] : [csvCell(by)];
  const lines = [[...title, 'from', 'to', 'lower', 'upper'].join(',')];
  const all: readonly { name: string; distribution: Distribution }[] = [
    { name: '', distribution: whole },
    ...parts.map((part) => ({ name: valueOrInactive(part.value), distribution: part.distribution })),
  ];
  for (const { name, distribution } of all) {
    for (const { from, to, lower, upper } of distribution.bins) {
      lines.push([...(by === undefined ? [] : [csvCell(name)]), from, to, lower, upper].join(','));
    }
  }
  return `${lines.join('\n')}\n`;
}
