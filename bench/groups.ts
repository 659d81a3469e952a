import type { Measure } from './measure.js';

/** Groups of rows, in the order of the table. */
export const GROUPS = [
  'kernels',
  'reports',
  'files',
  'compile',
  'questions',
  'pareto',
  'cache',
  'commands',
  'spaces',
] as const;
export type Group = (typeof GROUPS)[number];

/** Groups of many rows that take long: the first round alone has them. */
export const MEASURED_ONCE: readonly Group[] = ['spaces'];

const LOADERS: Readonly<Record<Group, () => Promise<{ readonly measure: Measure }>>> = {
  kernels: () => import('./groups/kernels.js'),
  reports: () => import('./groups/reports.js'),
  files: () => import('./groups/files.js'),
  compile: () => import('./groups/compile.js'),
  questions: () => import('./groups/questions.js'),
  pareto: () => import('./groups/pareto.js'),
  cache: () => import('./groups/cache.js'),
  commands: () => import('./groups/commands.js'),
  spaces: () => import('./groups/spaces.js'),
};

export async function loadGroup(group: Group): Promise<Measure> {
  return (await LOADERS[group]()).measure;
}

/** What rows are compared with, for the lines below the table: the naive way, and the limit. */
export const COMPARED_WITH: Readonly<Record<Group, { readonly naive?: string; readonly limit?: string }>> = {
  kernels: {
    naive: 'lowering every network, and adding up its layers',
    limit: 'the same sums over the same tables in C (bench/limit.c)',
  },
  reports: { naive: 'lowering every network, adding up its layers', limit: 'the samples’ sums in C, on as many cores' },
  files: {
    naive: 'lowering every network, adding up its layers, and writing nothing',
    limit: 'writing the same bytes',
  },
  compile: {},
  questions: {
    naive: 'enumerating the whole space as fast as nascost does; of samples, drawing until one is within the budget',
  },
  pareto: {
    naive: 'holding every row against a front that is kept (~: both ways with 3,000 of the rows)',
    limit: 'reading every figure once',
  },
  cache: {
    naive: 'of a look-up, computing it anew in a range (below 1: that is faster); of computing, lowering every network',
  },
  commands: { limit: 'node -e 0' },
  spaces: {},
};
