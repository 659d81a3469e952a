import type { CompiledSpace } from '../run/compiledSpace.js';
import type { RunAssumptions } from '../run/pricing/readRun.js';
import type { ScoredArchitecture } from '../run/whole/questions.js';
import { exactJson } from '../report/exactJson.js';
import { recordJson } from './recordJson.js';

/** The record of an architecture, with its score where there is one. */
export function scoredJson(space: CompiledSpace, scored: ScoredArchitecture, run: RunAssumptions | undefined): object {
  const record = recordJson(space, scored, run);
  return scored.score === undefined ? record : { ...record, score: exactJson(scored.score) };
}
