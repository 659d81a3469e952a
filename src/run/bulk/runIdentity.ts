import { createHash } from 'node:crypto';
import type { CompiledSpace } from '../compiledSpace.js';
import { evaluatorWords } from '../evaluators/measures.js';
import type { Job } from '../job.js';
import { packageVersion } from '../packageVersion.js';
import type { SampleOptions } from '../sampleOptions.js';

/** All that what a run gives depends on, in words: two runs whose identities are equal give the same. */
export type RunIdentity = Readonly<Record<string, string>>;

/** The key of an identity under which a part of a run says which one it is. */
export const PART_KEY = 'part';

/** @param total how many samples there will be */
export function runIdentity(space: CompiledSpace, options: SampleOptions, job: Job, total: number): RunIdentity {
  const { precision, optimizer, inputGradient } = space.options;
  const { budget, scores, run, uniformOver, strata, mostFront, part } = options;
  return {
    space: space.name,
    hash: space.hash,
    version: packageVersion(),
    precision,
    optimizer,
    'input gradient': inputGradient,
    ...selectionWords(job),
    count: String(total),
    metrics: job.metrics.join(','),
    objectives: job.objectives.map(({ metric, direction }) => `${direction} ${metric}`).join(','),
    ties: job.ties,
    ...(mostFront !== undefined && { 'most front': String(mostFront) }),
    format: job.records,
    files: String(job.pieces),
    ...(job.evaluated && evaluatorWords(job.evaluated)),
    ...(budget && { budget: words(budget) }),
    // they may be many
    ...(scores && { scores: createHash('sha256').update(words(scores)).digest('hex') }),
    ...(run && { run: words(run) }),
    ...(uniformOver !== undefined && { 'uniform over': uniformOver, strata: String(strata ?? 'default') }),
    ...(part && { [PART_KEY]: `${part.index}/${part.of}` }),
  };
}

/** What tells one identity from another: `seed is 1, not 2`; nothing where they are equal. */
export function differences(found: RunIdentity, wanted: RunIdentity, except: readonly string[] = []): string[] {
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].filter((key) => !except.includes(key));
  return keys
    .filter((key) => found[key] !== wanted[key])
    .map((key) => `its ${key} is ${found[key] ?? 'not given'}, not ${wanted[key] ?? 'given'}`);
}

function selectionWords({ selection }: Job): RunIdentity {
  if (selection.kind === 'enumerate') return { from: selection.from.toString() };
  const { seed, by, replace } = selection;
  return { seed: String(seed), by, replace: String(replace) };
}

function words(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
}
