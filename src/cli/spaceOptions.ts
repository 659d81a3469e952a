import type { Argv } from 'yargs';
import type { OpenOptions } from '../run/openSpace.js';
import type { RawArguments } from './command.js';

/** The space, and the options that the cost model has: the same for every command. */
export function declareSpace(yargs: Argv): Argv {
  return declareCostOptions(yargs).positional('space', {
    type: 'string',
    demandOption: true,
    describe: 'A space file, or the name of a shipped space',
  });
}

export function declareCostOptions(yargs: Argv): Argv {
  return yargs
    .option('precision', {
      choices: ['float32', 'float16', 'bfloat16', 'float64'] as const,
      default: 'float32' as const,
      requiresArg: true,
      describe: 'Number format: counts in memory, traffic and peak',
    })
    .option('optimizer', {
      choices: ['sgd', 'momentum', 'adam'] as const,
      default: 'adam' as const,
      requiresArg: true,
      describe: 'Its state counts in memory',
    })
    .option('input-gradient', {
      choices: ['needed', 'all'] as const,
      requiresArg: true,
      describe: "Overrides the space: 'needed' as autograd does, 'all' the textbook 3 x forward",
    });
}

/** yargs has checked the words. */
export function costOptions(raw: RawArguments): OpenOptions {
  return {
    precision: raw['precision'] as OpenOptions['precision'],
    optimizer: raw['optimizer'] as OpenOptions['optimizer'],
    inputGradient: raw['inputGradient'] as OpenOptions['inputGradient'],
  };
}
