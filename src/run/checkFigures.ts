import { METRICS } from '../cost/metrics.js';
import type { Exact, Metric } from '../types.js';
import type { CompiledSpace } from './compiledSpace.js';
import { ArchitectureError } from './errors.js';
import { shownValue } from './shownValue.js';

export interface CheckedFigures {
  readonly checked: number;
  /** One sentence per figure that differs, and per architecture that the space does not hold. */
  readonly wrong: readonly string[];
}

/** Compares the figures of a space's `check` block with its costs. They are given for a space's default options. */
export function checkFigures(space: CompiledSpace): CheckedFigures {
  const results = space.definition.check.flatMap((entry, i) => checkEntry(space, entry as CheckEntry, i));
  return { checked: results.length, wrong: results.filter((result) => result !== '') };
}

type CheckEntry = Readonly<Record<string, unknown>>;

/** Per figure, what is wrong with it; nothing where it agrees. */
function checkEntry(space: CompiledSpace, entry: CheckEntry, i: number): string[] {
  const name = typeof entry['name'] === 'string' ? entry['name'] : `check ${i + 1}`;
  const metrics = METRICS.filter((metric) => metric in entry);
  try {
    const costs = space.cost((entry['arch'] ?? {}) as Record<string, never>);
    return metrics.map((metric) => difference(name, metric, entry[metric], costs[metric]));
  } catch (error) {
    if (!(error instanceof ArchitectureError)) throw error;
    return [`${name}: ${error.message}`];
  }
}

const SHOWN = 80;

function difference(name: string, metric: Metric, expected: unknown, found: Exact): string {
  const isFigure = typeof expected === 'number' || typeof expected === 'string';
  if (isFigure && String(expected) === String(found)) return '';
  const said = isFigure && String(expected).length <= SHOWN ? expected : shownValue(expected);
  return `${name}: ${metric} is ${found}, but the check block says ${said}`;
}
