import type { BlockFormat, RecordSchema } from '../report/blocks/blockFormat.js';
import { openFormat } from '../report/blocks/openFormat.js';
import { evaluatorWords } from './evaluators/measures.js';
import type { Job, Selection, ShardSpace, Source } from './job.js';
import { largeMetrics } from './largeMetrics.js';
import { openSource } from './openSource.js';
import { packageVersion } from './packageVersion.js';

/** What a thread keeps from shard to shard of a job. */
export interface OpenJob {
  readonly source: Source;
  /** How many the space has. */
  readonly decisions: number;
  /** Where records are written. */
  readonly format: BlockFormat | undefined;
}

/** Makes a thread ready for a job. */
export async function openJob(space: ShardSpace, job: Job): Promise<OpenJob> {
  const { length: decisions } = space.decisions;
  return { source: openSource(space, job), decisions, format: await jobFormat(space, job) };
}

/** The format of a job's records; undefined where none are written. */
export async function jobFormat(space: ShardSpace, job: Job): Promise<BlockFormat | undefined> {
  return job.records === 'none' ? undefined : openFormat(job.records, recordSchema(space, job));
}

function recordSchema(
  { name, hash, options, decisions, diagram }: ShardSpace,
  { metrics, selection, evaluated }: Job,
): RecordSchema {
  return {
    space: name,
    hash,
    options,
    decisions,
    metrics,
    // of the whole space: what is drawn from may differ between blocks
    large: largeMetrics(diagram, metrics),
    measures: evaluated?.measures.map((measure) => measure.name) ?? [],
    origin: { ...drawnFrom(selection), version: packageVersion(), ...(evaluated && evaluatorWords(evaluated)) },
  };
}

function drawnFrom(selection: Selection): Record<string, string> {
  return selection.kind === 'sample' ? { seed: String(selection.seed) } : {};
}
