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
import { figureOf } from '../run/costedFront.js';
import type { EvaluationReport, SampleReport } from '../run/sampleReport.js';
import type { Spread } from '../run/spread.js';
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
export function statsText({ space, milliseconds, done, resumed, memo, evaluation }: SampleReport): string {
  const { stats } = space;
  const rate = siNumber(Math.round((1000 * (done - resumed)) / Math.max(milliseconds, 0.001)));
  const lines = [
    `read ${stats.readMilliseconds.toFixed(1)} ms, trace ${stats.traceMilliseconds.toFixed(1)} ms, compile ${stats.milliseconds.toFixed(1)} ms`,
    `diagram: ${stats.nodes} nodes, ${stats.arcs} arcs, ${stats.factors} factors`,
    `sample: ${milliseconds.toFixed(1)} ms, ${rate} architectures per second`,
  ];
  if (memo) lines.push(memoText(memo));
  if (evaluation?.counts)
    lines.push(`evaluators: ${evaluation.counts.evaluated} evaluations, ${evaluation.counts.cached} from the cache`);
  return `${lines.join('\n')}\n`;
}

function memoText({ hits, misses }: { hits: number; misses: number }): string {
  return `memo of wide layers: ${hits} hits, ${misses} misses (${((100 * hits) / Math.max(1, hits + misses)).toFixed(1)} % hits)`;
}

function spaceText(report: SampleReport): string {
  const { space, options, done, evaluation } = report;
  const { by, replace, seed, uniformOver, from, part } = options;
  const how = by === 'decision' ? ', every decision drawn uniformly' : replace ? ' with replacement' : '';
  return [
    `${printable(space.name)}: ${bigCount(space.size)} architectures, ${space.decisions.length} decisions (hash ${space.hash.slice(0, 12)})`,
    ...budgetLine(report),
    from === undefined
      ? `sample: ${bigCount(BigInt(done))} architectures${how}${uniformOver === undefined ? '' : `, spread over ${uniformOver}`}, seed ${seed}${partText(part)}`
      : `enumerated: ${bigCount(BigInt(done))} architectures from number ${from}${partText(part)}`,
    ...(evaluation === undefined ? [] : [evaluationText(evaluation)]),
    '',
  ].join('\n');
}

/** The share is of what can be told without evaluating. */
function budgetLine({ options: { budget = {} }, share, evaluation }: SampleReport): string[] {
  const isMeasured = (name: string) => evaluation?.measures.some((measure) => measure.name === name) === true;
  const limits = (measured: boolean) =>
    budgetText(Object.fromEntries(Object.entries(budget).filter(([name]) => isMeasured(name) === measured)));
  const exact = limits(false) + (share === undefined ? '' : ` (${oddsText(share)})`);
  const texts = [exact, limits(true)].filter((text) => text !== '');
  return texts.length === 0 ? [] : [`budget: ${texts.join(', ')}`];
}

function evaluationText({ evaluators, candidates, failed }: EvaluationReport): string {
  const texts = evaluators.map(
    ({ name, version }, e) => `${name} ${version}${failed[e] === 0 ? '' : ` (${failed[e]} failed)`}`,
  );
  return `evaluated: ${bigCount(BigInt(candidates))} architectures by ${texts.join(', ')}`;
}

function partText(part: RunPart | undefined): string {
  return part === undefined ? '' : `, part ${part.index} of ${part.of}`;
}

/** How often a draw from the whole space would have met the budget. */
function oddsText({ estimate, lower, upper }: BudgetShare): string {
  return `${lower === upper ? '' : 'about '}${shareText(estimate)} of the space`;
}

function spreadTable({ spread, evaluation }: SampleReport, terminal: Terminal): string {
  if (spread.size === 0) return '';
  const rows = METRIC_DESCRIPTIONS.flatMap(({ name, unit }) => {
    const found = spread.get(name);
    if (!found) return [];
    return [spreadRow(name, unit, found)];
  });
  for (const { name, unit } of evaluation?.measures ?? []) {
    const found = evaluation?.spread.get(name);
    if (found) rows.push(spreadRow(name, unit, found));
  }
  const numbers = ['min', '25 %', 'median', '75 %', 'max'].map((title) => ({ title, align: 'right' as const }));
  return alignedTable([{ title: 'metric' }, { title: 'unit' }, ...numbers], rows, headingStyle(terminal));
}

function spreadRow(name: string, unit: string, { min, lower, median, upper, max }: Spread): string[] {
  return [name, unit, ...[min, lower, median, upper, max].map(siNumber)];
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
  const rows: string[][] = [];
  for (const costed of front) {
    if (rows.length === SHOWN_FRONT) break;
    rows.push([
      costed.index.toString(),
      ...options.objectives.map(({ metric }) => siNumber(figureOf(costed, metric))),
      ...(run === undefined ? [] : [priceCell(costed.costs, run)]),
      architectureText(costed.architecture),
    ]);
  }
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
