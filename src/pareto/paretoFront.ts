import { fewRows } from './fewRows.js';
import { manyObjectives } from './manyObjectives.js';
import { oneObjective } from './oneObjective.js';
import type { Direction, ParetoOptions, Ties } from './options.js';
import { prefilter } from './prefilter.js';
import { threeObjectives } from './threeObjectives.js';
import { twoObjectives } from './twoObjectives.js';

export type { Direction, ParetoOptions, Ties } from './options.js';

/** Up to this many rows a quadratic comparison takes less time than the set-up of anything else (measured). */
const FEW_ROWS = 32;

/**
 * The rows that no other row dominates. A row dominates another if it is no worse in every objective and better in
 * at least one; rows that are equal in every objective do not dominate each other. 0 and -0 are equal, infinities
 * are ordinary values.
 *
 * To merge the fronts of parts, filter their concatenation: the front of a union is the front of the parts' fronts.
 *
 * Time: O(n) for one objective, O(n log n) for two and three, O(n log^(d-2) n) for d >= 4; most rows of a typical set
 * are dropped in linear time before that. With three objectives or more, at most 2^31 rows may be left then.
 *
 * @param columns one column per objective, all of one length
 * @param directions whether each objective is minimised or maximised
 * @returns row numbers, ascending
 * @throws TypeError where `columns` is empty or not Float64Arrays, or a direction or `ties` is neither of its words
 * @throws RangeError where lengths differ, `count` is not within the columns, or a value is NaN
 */
export function paretoFront(
  columns: readonly Float64Array[],
  directions: readonly Direction[],
  options: ParetoOptions = {},
): Uint32Array {
  const ties = options.ties ?? 'all';
  const count = options.count ?? columns[0]?.length ?? 0;
  checkShape(columns, directions, count, ties);
  columns.forEach((column, objective) => checkNumbers(column, objective, count));
  const oriented = columns.map((column, objective) =>
    directions[objective] === 'max' ? negated(column, count) : column,
  );

  const [only] = oriented;
  if (oriented.length === 1 && only !== undefined) return oneObjective(only, count, ties);
  if (count <= FEW_ROWS) return marked(fewRows(oriented, count, ties));

  const remaining = prefilter(oriented, count);
  const kept = marked(exactFilter(remaining.columns, remaining.count, ties));
  return remaining.rows === undefined ? kept : kept.map((row) => remaining.rows?.[row] as number);
}

function exactFilter(columns: readonly Float64Array[], count: number, ties: Ties): Uint8Array {
  if (count <= FEW_ROWS) return fewRows(columns, count, ties);
  if (columns.length === 2) return twoObjectives(columns, count, ties);
  if (columns.length === 3) return threeObjectives(columns, count, ties);
  return manyObjectives(columns, count, ties);
}

/** The positions of the ones. */
function marked(flags: Uint8Array): Uint32Array {
  let size = 0;
  for (let row = 0; row < flags.length; row++) size += flags[row] as number;
  const rows = new Uint32Array(size);
  let next = 0;
  for (let row = 0; row < flags.length; row++) if (flags[row] === 1) rows[next++] = row;
  return rows;
}

function negated(column: Float64Array, count: number): Float64Array {
  const result = new Float64Array(count);
  for (let row = 0; row < count; row++) result[row] = -(column[row] as number);
  return result;
}

function checkShape(
  columns: readonly Float64Array[],
  directions: readonly Direction[],
  count: number,
  ties: Ties,
): void {
  const [first] = columns;
  if (first === undefined) throw new TypeError('paretoFront needs at least one objective column');
  if (directions.length !== columns.length) {
    throw new RangeError(`paretoFront got ${columns.length} columns but ${directions.length} directions`);
  }
  columns.forEach((column, objective) => {
    if (!(column instanceof Float64Array)) throw new TypeError(`objective ${objective} is not a Float64Array`);
    if (column.length !== first.length) {
      throw new RangeError(`objective ${objective} has ${column.length} rows but objective 0 has ${first.length}`);
    }
  });
  directions.forEach((direction, objective) => {
    if (direction !== 'min' && direction !== 'max') {
      throw new TypeError(
        `direction of objective ${objective} is ${JSON.stringify(direction)}; expected "min" or "max"`,
      );
    }
  });
  if (ties !== 'all' && ties !== 'first')
    throw new TypeError(`ties is ${JSON.stringify(ties)}; expected "all" or "first"`);
  checkCount(count, first.length);
}

function checkCount(count: number, length: number): void {
  if (!Number.isInteger(count) || count < 0 || count > length) {
    throw new RangeError(`count is ${count}; expected an integer from 0 to the ${length} rows of the columns`);
  }
  if (count > 0xffffffff) throw new RangeError(`${count} rows are more than the 2^32 - 1 that row numbers can name`);
}

function checkNumbers(column: Float64Array, objective: number, count: number): void {
  for (let row = 0; row < count; row++) {
    const value = column[row] as number;
    if (value !== value)
      throw new RangeError(`row ${row} of objective ${objective} is NaN: it has no place in an order`);
  }
}
