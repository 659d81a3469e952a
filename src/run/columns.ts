import { METRICS } from '../cost/metrics.js';
import type { Architecture, Choice, Metric } from '../types.js';
import { architectureOf } from './architectureOf.js';
import { checkOptions, type OptionRules } from './checkOptions.js';
import type { Columns, CompiledSpace, EnumerateOptions, SampleColumnsOptions } from './compiledSpace.js';
import { RequestError } from './errors.js';
import type { ExactColumn } from '../report/exactColumn.js';
import type { Job, Selection } from './job.js';
import { runLeg, type Leg } from './legs.js';
import { openSource } from './openSource.js';
import { INDEX, METRIC_LIST, RUN_RULES, SAMPLE_RULES } from './optionRules.js';
import type { RunOptions } from './runJob.js';
import { DRAW_RULES, sampleLegs } from './whole/sampleLegs.js';

/** `CompiledSpace.sample`. */
export function sampleColumns(space: CompiledSpace, options: SampleColumnsOptions): AsyncGenerator<Columns> {
  checkOptions('sample', options, COLUMN_RULES);
  return runLegs(space, options);
}

async function* runLegs(space: CompiledSpace, options: SampleColumnsOptions): AsyncGenerator<Columns> {
  const { count = 1000, seed = 0, by = 'architecture', replace = false } = options;
  const { legs } = await sampleLegs(space, options, { count, by, replace });
  let first = 0;
  for (const plan of legs) {
    for await (const columns of runColumns(await plan.open(), { kind: 'sample', seed, by, replace }, options)) {
      yield { ...columns, first };
      first += columns.count;
    }
  }
}

const COLUMN_RULES: OptionRules<SampleColumnsOptions> = {
  ...SAMPLE_RULES,
  ...RUN_RULES,
  ...DRAW_RULES,
  metrics: METRIC_LIST,
};

const RANGE_RULES: OptionRules<EnumerateOptions> = { from: INDEX, to: INDEX, metrics: METRIC_LIST, ...RUN_RULES };

/** `CompiledSpace.enumerate`. */
export function enumerateColumns(
  space: Pick<CompiledSpace, 'size' | 'runnable'>,
  options: EnumerateOptions,
): AsyncGenerator<Columns> {
  checkOptions('enumerate', options, RANGE_RULES);
  const from = BigInt(options.from ?? 0);
  const to = BigInt(options.to ?? space.size);
  if (from > to || to > space.size) {
    throw new RequestError(`[${from}, ${to}) is not a range of the ${space.size} architectures`);
  }
  if (to - from > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RequestError('one enumeration has at most 2^53 - 1 architectures');
  const leg: Leg = {
    runnable: space.runnable,
    checks: [],
    candidates: to - from,
    acceptance: 1,
    count: Number(to - from),
  };
  return runColumns(leg, { kind: 'enumerate', from }, options);
}

async function* runColumns(
  leg: Leg,
  selection: Selection,
  options: RunOptions & { readonly metrics?: readonly Metric[] },
): AsyncGenerator<Columns> {
  const { metrics = METRICS } = options;
  const job: Job = {
    selection,
    metrics,
    objectives: [],
    ties: 'all',
    spread: 'none',
    records: 'none',
    pieces: 1,
    columns: true,
    checks: [],
  };
  const { shardSpace } = leg.runnable;
  const source = openSource(shardSpace, job);
  const { decisions } = shardSpace;
  const choice: Choice = new Int32Array(decisions.length);
  for await (const { outcome } of runLeg(leg, job, options)) {
    if ('error' in outcome) throw outcome.error;
    const { lo } = outcome.range;
    const { count, columns = [], numbers } = outcome.result;
    // candidates none of which met a budget
    if (count === 0) continue;
    const numberAt = (row: number): number => numbers?.[row] ?? lo + row;
    yield {
      first: lo,
      count,
      metrics: Object.fromEntries(metrics.map((metric, m) => [metric, columns[m]])) as Partial<
        Record<Metric, ExactColumn>
      >,
      index: (row: number): bigint => source.choose(numberAt(row), choice),
      architecture(row: number): Architecture {
        source.choose(numberAt(row), choice);
        return architectureOf(decisions, choice);
      },
    };
  }
}
