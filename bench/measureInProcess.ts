import { measureBasis, type Basis } from './basis.js';
import type { LimitProgram } from './compileLimit.js';
import { loadGroup, type Group } from './groups.js';

/** What the process of a measurement is asked for, as JSON in its first argument; it prints the result as JSON. */
export type Task =
  | { readonly kind: 'basis'; readonly compiled: LimitProgram; readonly folder: string }
  | { readonly kind: 'group'; readonly group: Group; readonly basis: Basis; readonly folder: string };

const task = JSON.parse(process.argv[2] ?? '') as Task;
const result =
  task.kind === 'basis' ? await measureBasis(task.compiled, task.folder) : await (await loadGroup(task.group))(task);
process.stdout.write(JSON.stringify(result));
