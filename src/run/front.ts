import { paretoFront, type Direction, type Ties } from '../pareto/paretoFront.js';
import { concatColumns, orderedNumbers, takeFloats, takeRows, type ExactColumn } from '../report/exactColumn.js';
import { firstRows } from './firstRows.js';

export interface Objective {
  /** A metric, or a measure of an evaluator. */
  readonly metric: string;
  readonly direction: Direction;
}

/** What a front is of. */
export interface FrontRules {
  readonly objectives: readonly Objective[];
  readonly ties: Ties;
  /** The same architecture may come again: then it is kept once. */
  readonly repeats: boolean;
}

/** Non-dominated architectures, in the order in which they came. */
export interface Front {
  /** Their indices in the space. */
  readonly indices: ExactColumn;
  /** One column per objective. */
  readonly columns: readonly ExactColumn[];
  /** Where there are evaluators, one per measure. */
  readonly measured?: readonly Float64Array[] | undefined;
}

/**
 * The front of rows given by their objectives' columns.
 *
 * @param indicesOf the indices of the architectures in some rows
 */
export function frontOfRows(
  indicesOf: (rows: Uint32Array) => ExactColumn,
  columns: readonly ExactColumn[],
  rules: FrontRules,
  measured?: readonly Float64Array[],
): Front {
  const rows = nonDominated(columns, rules);
  return withoutRepeats(
    {
      indices: indicesOf(rows),
      columns: columns.map((column) => takeRows(column, rows)),
      measured: measured?.map((column) => takeFloats(column, rows)),
    },
    rules,
  );
}

/** The front of the union, empty without objectives; of rows that tie, `ties: first` keeps the first one's. */
export function mergeFronts(fronts: readonly Front[], rules: FrontRules): Front {
  const [only] = fronts;
  if (fronts.length === 1 && only !== undefined) return only;
  const withRows = fronts.filter(({ indices }) => indices.length > 0);
  const [first] = withRows;
  if (first === undefined) return { indices: new Float64Array(0), columns: rules.objectives.map(() => NOTHING) };
  const all = {
    indices: concatColumns(withRows.map(({ indices }) => indices)),
    columns: first.columns.map((_, o) => concatColumns(withRows.map(({ columns }) => columns[o] as ExactColumn))),
    measured: first.measured?.map(
      (_, m) => concatColumns(withRows.map(({ measured }) => measured?.[m] as Float64Array)) as Float64Array,
    ),
  };
  return withoutRepeats(takeFront(all, nonDominated(all.columns, rules)), rules);
}

const NOTHING = new Float64Array(0);

/** Of a front that has all ties, the first of each point. */
export function firstOfTies(front: Front, { objectives }: FrontRules): Front {
  return takeFront(front, nonDominated(front.columns, { objectives, ties: 'first' }));
}

function takeFront({ indices, columns, measured }: Front, rows: Uint32Array): Front {
  if (rows.length === indices.length) return { indices, columns, measured };
  return {
    indices: takeRows(indices, rows),
    columns: columns.map((column) => takeRows(column, rows)),
    measured: measured?.map((column) => takeFloats(column, rows)),
  };
}

/**
 * Drops an architecture that is there already, at the same point: an evaluator may have given it two, of which each may
 * be what dominates others.
 */
function withoutRepeats(front: Front, { ties, repeats }: FrontRules): Front {
  if (!repeats || ties === 'first') return front;
  const { indices, columns } = front;
  const rows = new Uint32Array(indices.length);
  const firstOf = firstRows(indices);
  const others = new Set<string>();
  let kept = 0;
  for (let row = 0; row < indices.length; row++) {
    const first = firstOf(row);
    if (first < row) {
      if (columns.every((column) => column[row] === column[first])) continue;
      const other = [indices[row], ...columns.map((column) => column[row])].join(' ');
      if (others.has(other)) continue;
      others.add(other);
    }
    rows[kept++] = row;
  }
  return takeFront(front, rows.subarray(0, kept));
}

function nonDominated(
  columns: readonly ExactColumn[],
  { objectives, ties }: Pick<FrontRules, 'objectives' | 'ties'>,
): Uint32Array {
  return paretoFront(
    columns.map(orderedNumbers),
    objectives.map((objective) => objective.direction),
    { ties },
  );
}
