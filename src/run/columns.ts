import { METRICS } from '../cost/metrics.js';
import type { Architecture, Choice, Metric } from '../types.js';
import { architectureOf } from './architectureOf.js';
import { checkOptions, type OptionRules } from './checkOptions.js';
import type { Columns, CompiledSpace, EnumerateOptions, SampleColumnsOptions } from './compiledSpace.js';
import { RequestError } from './errors.js';
import type { ExactColumn } from './exactColumn.js';
import type { Job, Selection } from './job.js';
import { openSource } from './openSource.js';
import { INDEX, METRIC_LIST, RUN_RULES, SAMPLE_RULES } from './optionRules.js';
import { runJob, type RunOptions, type Runnable } from './runJob.js';
import { sampleSize } from './sampleSize.js';

/** `CompiledSpace.sample`. */
export function sampleColumns(
  space: Pick<CompiledSpace, 'size' | 'runnable'>,
  options: SampleColumnsOptions,
): AsyncGenerator<Columns> {
  checkOptions('sample', options, COLUMN_RULES);
  const { count = 1000, seed = 0, by = 'architecture', replace = false } = options;
  const selection: Selection = { kind: 'sample', seed, by, replace };
  return runColumns(space.runnable, selection, sampleSize(space.size, { count, by, replace }), options);
}

const COLUMN_RULES: OptionRules<SampleColumnsOptions> = { ...SAMPLE_RULES, ...RUN_RULES, metrics: METRIC_LIST };

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
  return runColumns(space.runnable, { kind: 'enumerate', from }, Number(to - from), options);
}

async function* runColumns(
  runnable: Runnable,
  selection: Selection,
  total: number,
  options: RunOptions & { readonly metrics?: readonly Metric[] },
): AsyncGenerator<Columns> {
  const { metrics = METRICS } = options;
  const job: Job = { selection, metrics, objectives: [], ties: 'all', spread: 'none', records: 'none', columns: true };
  const source = openSource(runnable.shardSpace, job);
  const { decisions } = runnable.shardSpace;
  const choice: Choice = new Int32Array(decisions.length);
  for await (const outcome of runJob(runnable, job, total, options)) {
    if ('error' in outcome) throw outcome.error;
    const { lo, hi } = outcome.range;
    const columns = outcome.result.columns ?? [];
    yield {
      first: lo,
      count: hi - lo,
      metrics: Object.fromEntries(metrics.map((metric, m) => [metric, columns[m]])) as Partial<
        Record<Metric, ExactColumn>
      >,
      index: (row: number): bigint => source.choose(lo + row, choice),
      architecture(row: number): Architecture {
        source.choose(lo + row, choice);
        return architectureOf(decisions, choice);
      },
    };
  }
}
