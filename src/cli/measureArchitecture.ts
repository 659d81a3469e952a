import { printable } from '../report/printable.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { Evaluation } from '../run/evaluators/evaluation.js';
import type { EvaluatorOptions } from '../run/evaluators/evaluatorOptions.js';
import { openEvaluation } from '../run/evaluators/openEvaluation.js';
import type { RunOptions } from '../run/runJob.js';
import type { Io } from './io.js';
import type { MeasuredFigures } from './recordJson.js';

/** The figures of evaluators for one architecture; undefined where an interrupt came first. */
export async function measureArchitecture(
  space: CompiledSpace,
  index: bigint,
  evaluation: Evaluation,
): Promise<MeasuredFigures | undefined> {
  const found = await evaluation.measure(index, space.choice(index));
  if (found === undefined) return undefined;
  const named = evaluation.measures.map(({ name }, m) => [name, found.figures[m] ?? NaN] as const);
  return { measured: Object.fromEntries(named), error: found.error };
}

/** Opens the evaluators that are asked for, if any, and lets go of them; what there is to say of the cache is said. */
export async function withEvaluation(
  space: CompiledSpace,
  options: EvaluatorOptions & RunOptions,
  io: Io,
  use: (evaluation: Evaluation | undefined) => Promise<number>,
): Promise<number> {
  const evaluation = await openEvaluation(space, options);
  try {
    return await use(evaluation);
  } finally {
    await evaluation?.close();
    for (const message of evaluation?.messages ?? []) io.err(`${printable(`nascost: ${message}`)}\n`);
  }
}
