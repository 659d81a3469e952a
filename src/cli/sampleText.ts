import { METRIC_DESCRIPTIONS } from '../cost/metrics.js';
import { alignedTable } from '../report/alignedTable.js';
import { architectureText } from '../report/architectureText.js';
import { bigCount } from '../report/bigCount.js';
import { printable } from '../report/printable.js';
import { shareText } from '../report/shareText.js';
import { siNumber } from '../report/siNumber.js';
import type { BudgetShare } from '../run/whole/questions.js';
import { budgetText } from './budgetText.js';
import type { Costs } from '../run/costs.js';
import { priceRun } from '../run/pricing/priceRun.js';
import type { RunAssumptions } from '../run/pricing/readRun.js';
import type { RunPart } from '../run/sampleOptions.js';
import type { SampleReport } from '../run/sampleReport.js';
import type { Terminal } from './io.js';
import { headingStyle } from './headingStyle.js';
import { assumptionsText } from './runText.js';

/** Front rows that are printed; the JSON document has them all. */
export const SHOWN_FRONT = 50;

/** The report of `nascost sample` for people; with a run, the front has its price. */
export function sampleText(report: SampleReport, run: RunAssumptions | undefined, terminal: Terminal): string {
  const parts = [spaceText(report), spreadTable(report, terminal), frontText(report, run, terminal)];
  if (run !== undefined && report.front.length > 0) parts.push(assumptionsText(run));
  const { out } = report.options;
  if (out !== undefined) parts.push(`${bigCount(BigInt(report.done))} records are in ${printable(out)}\n`);
  return parts.filter((part) => part !== '').join('\n');
}

/** `--stats`, for stderr. */
export function statsText({ space, milliseconds, done, resumed, memo }: SampleReport): string {
  const { stats } = space;
  const rate = siNumber(Math.round((1000 * (done - resumed)) / Math.max(milliseconds, 0.001)));
  const lines = [
    `read ${stats.readMilliseconds.toFixed(1)} ms, trace ${stats.traceMilliseconds.toFixed(1)} ms, compile ${stats.milliseconds.toFixed(1)} ms`,
    `diagram: ${stats.nodes} nodes, ${stats.arcs} arcs, ${stats.factors} factors`,
    `sample: ${milliseconds.toFixed(1)} ms, ${rate} architectures per second`,
  ];
  if (memo) lines.push(memoText(memo));
  return `${lines.join('\n')}\n`;
}

function memoText({ hits, misses }: { hits: number; misses: number }): string {
  return `memo of wide layers: ${hits} hits, ${misses} misses (${((100 * hits) / Math.max(1, hits + misses)).toFixed(1)} % hits)`;
}

function spaceText({ space, options, done, share }: SampleReport): string {
  const { by, replace, seed, budget = {}, uniformOver, from, part } = options;
  const limits = budgetText(budget);
  const how = by === 'decision' ? ', every decision drawn uniformly' : replace ? ' with replacement' : '';
  return [
    `${printable(space.name)}: ${bigCount(space.size)} architectures, ${space.decisions.length} decisions (hash ${space.hash.slice(0, 12)})`,
    ...(limits === '' ? [] : [`budget: ${limits}${share === undefined ? '' : ` (${oddsText(share)})`}`]),
    from === undefined
      ? `sample: ${bigCount(BigInt(done))} architectures${how}${uniformOver === undefined ? '' : `, spread over ${uniformOver}`}, seed ${seed}${partText(part)}`
      : `enumerated: ${bigCount(BigInt(done))} architectures from number ${from}${partText(part)}`,
    '',
  ].join('\n');
}

function partText(part: RunPart | undefined): string {
  return part === undefined ? '' : `, part ${part.index} of ${part.of}`;
}

/** How often a draw from the whole space would have met the budget. */
function oddsText({ estimate, lower, upper }: BudgetShare): string {
  return `${lower === upper ? '' : 'about '}${shareText(estimate)} of the space`;
}

function spreadTable({ spread }: SampleReport, terminal: Terminal): string {
  if (spread.size === 0) return '';
  const rows = METRIC_DESCRIPTIONS.flatMap(({ name, unit }) => {
    const found = spread.get(name);
    if (!found) return [];
    const { min, lower, median, upper, max } = found;
    return [[name, unit, ...[min, lower, median, upper, max].map(siNumber)]];
  });
  const numbers = ['min', '25 %', 'median', '75 %', 'max'].map((title) => ({ title, align: 'right' as const }));
  return alignedTable([{ title: 'metric' }, { title: 'unit' }, ...numbers], rows, headingStyle(terminal));
}

function frontText(
  { front, options, done }: SampleReport,
  run: RunAssumptions | undefined,
  terminal: Terminal,
): string {
  if (front.length === 0) return '';
  const goals = options.objectives.map(
    ({ metric, direction }) => `${direction === 'min' ? 'least' : 'most'} ${metric}`,
  );
  const columns = [
    { title: 'index', align: 'right' as const },
    ...options.objectives.map(({ metric }) => ({ title: metric, align: 'right' as const })),
    ...(run === undefined ? [] : [{ title: priceTitle(run), align: 'right' as const }]),
    { title: 'architecture' },
  ];
  const rows = front
    .slice(0, SHOWN_FRONT)
    .map(({ index, architecture, costs }) => [
      index.toString(),
      ...options.objectives.map(({ metric }) => siNumber(costs[metric])),
      ...(run === undefined ? [] : [priceCell(costs, run)]),
      architectureText(architecture),
    ]);
  const rest = front.length - rows.length;
  return [
    `Pareto front: ${goals.join(', ')} (${bigCount(BigInt(front.length))} of ${bigCount(BigInt(done))})\n`,
    alignedTable(columns, rows, headingStyle(terminal)),
    rest > 0 ? `… and ${bigCount(BigInt(rest))} more: --json has them all\n` : '',
  ].join('');
}

/** Without a device a run takes no time. */
function priceTitle({ hardware }: RunAssumptions): string {
  return hardware === undefined ? 'run-flops' : 'gpu-hours';
}

function priceCell(costs: Costs, run: RunAssumptions): string {
  const { flops, time } = priceRun(costs, run);
  return siNumber(time === undefined ? flops : time.gpuHours);
}
