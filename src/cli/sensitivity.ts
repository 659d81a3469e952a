import type { Argv } from 'yargs';
import { alignedTable } from '../report/alignedTable.js';
import { valueOrInactive } from '../report/architectureText.js';
import { bigCount } from '../report/bigCount.js';
import { printable } from '../report/printable.js';
import { siNumber } from '../report/siNumber.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { DecisionEffect, SensitivityAnswer } from '../run/whole/questions.js';
import { askSpace } from './askSpace.js';
import { DONE, type Command, type RawArguments } from './command.js';
import { headingStyle } from './headingStyle.js';
import type { Io, Terminal } from './io.js';
import { metricNames } from './metricNames.js';
import { spaceJson } from './spaceJson.js';
import { declareSpace } from './spaceOptions.js';

/** `nascost sensitivity SPACE`: what every decision does to every metric. */
export const sensitivity: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareSpace(yargs)
    .option('metric', {
      type: 'string',
      requiresArg: true,
      describe: 'Metrics, separated by commas  [default: training and params; all with --json]',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .example('$0 sensitivity mobilenet', 'Which choices matter');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const isJson = raw['json'] === true;
  const given = metricNames('--metric', raw['metric']);
  const metrics = given.length > 0 ? given : isJson ? undefined : (['training', 'params'] as const);
  return askSpace(raw, io, async (space) => {
    const answer = space.sensitivity(metrics === undefined ? {} : { metrics });
    await io.out(isJson ? sensitivityJson(space, answer) : sensitivityText(space, answer, io.results));
    return DONE;
  });
}

function sensitivityJson(space: CompiledSpace, { metrics, decisions }: SensitivityAnswer): string {
  const named = (figures: readonly number[]) =>
    Object.fromEntries(metrics.map(({ metric }, m) => [metric, figures[m]]));
  return `${JSON.stringify({
    ...spaceJson(space),
    metrics: Object.fromEntries(metrics.map(({ metric, mean, deviation }) => [metric, { mean, deviation }])),
    decisions: decisions.map(({ decision, varianceShare, values }) => ({
      decision,
      varianceShare: named(varianceShare),
      values: values.map(({ value, share, change }) => ({ value, share, change: named(change) })),
    })),
  })}\n`;
}

function sensitivityText(space: CompiledSpace, answer: SensitivityAnswer, terminal: Terminal): string {
  const heading = `${printable(space.name)}: ${bigCount(space.size)} architectures; mean change by value, and the share of the variance that a decision explains alone\n`;
  return heading + answer.metrics.map((_, m) => `\n${metricTable(answer, m, terminal)}`).join('');
}

/** The decisions that matter most first. */
function metricTable({ metrics, decisions }: SensitivityAnswer, m: number, terminal: Terminal): string {
  const { metric, mean, deviation } = metrics[m] as SensitivityAnswer['metrics'][number];
  const ordered = decisions.toSorted((a, b) => (b.varianceShare[m] ?? 0) - (a.varianceShare[m] ?? 0));
  const rows = ordered.map((effect) => [
    effect.decision,
    `${(100 * (effect.varianceShare[m] ?? 0)).toFixed(2)} %`,
    changes(effect, m),
  ]);
  const columns = [
    { title: metric },
    { title: 'variance', align: 'right' as const },
    { title: 'mean change by value' },
  ];
  return `${metric}: mean ${siNumber(mean)}, deviation ${siNumber(deviation)}\n${alignedTable(columns, rows, headingStyle(terminal))}`;
}

const SHOWN_VALUES = 7;

function changes({ values }: DecisionEffect, m: number): string {
  const shown = values.length <= SHOWN_VALUES ? values : [...values.slice(0, SHOWN_VALUES - 2), ...values.slice(-1)];
  const texts = shown.map(({ value, change }) => {
    const amount = change[m] ?? 0;
    return `${valueOrInactive(value)}: ${amount < 0 ? '-' : '+'}${siNumber(Math.abs(amount))}`;
  });
  if (shown.length < values.length) texts.splice(-1, 0, '…');
  return texts.join('  ');
}
