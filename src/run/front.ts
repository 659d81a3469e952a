import { paretoFront, type Direction, type Ties } from '../pareto/paretoFront.js';
import { concatColumns, orderedNumbers, takeFloats, takeRows, type ExactColumn } from '../report/exactColumn.js';

export interface Objective {
  /** A metric, or a measure of an evaluator. */
  readonly metric: string;
  readonly direction: Direction;
}

/** Non-dominated rows: which they are, and their objectives. */
export interface Front {
  /** Sample numbers (or indices less the start of the range), ascending. */
  readonly numbers: Float64Array;
  /** One column per objective. */
  readonly columns: readonly ExactColumn[];
  /** Where there are evaluators, one per measure. */
  readonly measured?: readonly Float64Array[];
}

/** The front of rows given by their objectives' columns; numbers ascend with the rows. */
export function frontOfRange(
  numberAt: (row: number) => number,
  columns: readonly ExactColumn[],
  objectives: readonly Objective[],
  ties: Ties,
  measured?: readonly Float64Array[],
): Front {
  const rows = nonDominated(columns, objectives, ties);
  return {
    numbers: Float64Array.from(rows, (row) => numberAt(row)),
    columns: columns.map((column) => takeRows(column, rows)),
    ...(measured && { measured: measured.map((column) => takeFloats(column, rows)) }),
  };
}

/** The front of the union, empty without objectives; the numbers of later fronts must be greater, so that `ties: first` keeps the least number. */
export function mergeFronts(fronts: readonly Front[], objectives: readonly Objective[], ties: Ties): Front {
  const [only] = fronts;
  if (fronts.length === 1 && only !== undefined) return only;
  if (objectives.length === 0) return { numbers: new Float64Array(0), columns: [] };
  const numbers = concatColumns(fronts.map((front) => front.numbers)) as Float64Array;
  const columns = objectives.map((_, o) => concatColumns(fronts.map((front) => front.columns[o] as ExactColumn)));
  const rows = nonDominated(columns, objectives, ties);
  return {
    numbers: takeRows(numbers, rows) as Float64Array,
    columns: columns.map((column) => takeRows(column, rows)),
    ...(fronts.some(({ measured }) => measured) && {
      measured: mergeMeasured(fronts).map((column) => takeFloats(column, rows)),
    }),
  };
}

/** A front without rows may lack columns. */
function mergeMeasured(fronts: readonly Front[]): Float64Array[] {
  const withRows = fronts.filter(({ numbers }) => numbers.length > 0);
  const columns = withRows[0]?.measured ?? [];
  return columns.map(
    (_, m) => concatColumns(withRows.map(({ measured }) => measured?.[m] as Float64Array)) as Float64Array,
  );
}

function nonDominated(columns: readonly ExactColumn[], objectives: readonly Objective[], ties: Ties): Uint32Array {
  return paretoFront(
    columns.map(orderedNumbers),
    objectives.map((objective) => objective.direction),
    { ties },
  );
}
