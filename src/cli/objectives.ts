import type { WholeObjective } from '../run/whole/questions.js';
import type { RawArguments } from './command.js';

/** Objectives of `--minimize` and `--maximize`, by any names; empty where neither is given. */
export function wholeObjectives(raw: RawArguments): WholeObjective[] {
  return [
    ...names(raw['minimize']).map((metric) => ({ metric, direction: 'min' as const })),
    ...names(raw['maximize']).map((metric) => ({ metric, direction: 'max' as const })),
  ];
}

function names(raw: unknown): string[] {
  const texts = raw === undefined ? [] : [raw].flat().map(String);
  return texts.flatMap((text) => text.split(',')).map((name) => name.trim());
}
