import { METRICS } from '../cost/metrics.js';
import { plainText } from '../report/plainText.js';
import type { Exact, FigureOptions, Metric } from '../types.js';
import type { CompiledSpace } from './compiledSpace.js';
import type { Costs } from './costs.js';
import { ArchitectureError, RequestError, RowError } from './errors.js';
import type { ReadRow } from './openRow.js';
import { readFigure } from './readFigure.js';
import { recordIndex, type RecordReference } from './recordIndex.js';
import { shownValue } from './shownValue.js';

/** The architecture that a row names, and what it costs. */
export interface Joined {
  readonly index: bigint;
  readonly costs: Costs;
}

/**
 * Joins a row to the costs of its architecture: by `index`, in JSON Lines by an object `arch` as well. A row's own
 * figures must be the space's; empty ones are filled in.
 *
 * @throws RowError where the row names no architecture of the space, is a record of another space or of other options,
 * or has other figures
 */
export function joinRow(space: CompiledSpace, { row, open }: ReadRow): Joined {
  try {
    const index = recordIndex(space, reference({ row, open }));
    const costs = space.cost(index);
    for (const metric of METRICS) checkFigure(space, index, metric, open.value(metric), costs[metric]);
    return { index, costs };
  } catch (error) {
    if (!(error instanceof RequestError || error instanceof ArchitectureError)) throw error;
    throw new RowError(row.file, row.line, error.message);
  }
}

/**
 * Columns of other meaning may have the names of a record's members: an `arch` that is text, anything in an empty cell.
 */
function reference({ row, open }: ReadRow): RecordReference {
  const present = (name: string) => {
    const value = open.value(name);
    return isEmpty(value) ? undefined : value;
  };
  const arch = present('arch');
  const isJson = row.format === 'jsonl';
  return {
    index: present('index'),
    hash: present('hash'),
    arch: isJson && typeof arch === 'object' ? arch : undefined,
    options: isJson ? present('options') : undefined,
  };
}

const SHOWN_VALUE = 60;

function checkFigure(space: CompiledSpace, index: bigint, metric: Metric, given: unknown, cost: Exact): void {
  if (isEmpty(given) || readFigure(given) === cost) return;
  throw new RequestError(
    `"${metric}" is ${plainText(shownValue(given), SHOWN_VALUE)}, but architecture ${index} of ${space.name} has ` +
      `${cost} (${optionsText(space.options)})`,
  );
}

function optionsText({ precision, optimizer, inputGradient }: FigureOptions): string {
  return `${precision}, ${optimizer}, input gradient ${inputGradient}`;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
