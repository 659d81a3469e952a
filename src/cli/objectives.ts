import type { WholeObjective } from '../run/whole/questions.js';
import type { RawArguments } from './command.js';
import { listed } from './listed.js';

/** Objectives of `--minimize` and `--maximize`, by any names; empty where neither is given. */
export function wholeObjectives(raw: RawArguments): WholeObjective[] {
  return [
    ...listed(raw['minimize']).map((metric) => ({ metric, direction: 'min' as const })),
    ...listed(raw['maximize']).map((metric) => ({ metric, direction: 'max' as const })),
  ];
}
