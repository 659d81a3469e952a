import TinyQueue from 'tinyqueue';
import { compare } from '../cost/exact.js';
import { gather } from '../diagram/gather.js';
import { pathCount } from '../diagram/pathCounts.js';
import { unrank } from '../diagram/unrank.js';
import type { Choice, Diagram } from '../types.js';
import type { Bounded } from './bounded.js';
import { dimensions, type Dimension, type Dimensions, type Goal } from './dimension.js';
import { completionLabels, type Labels } from './labels.js';
import type { Work } from './work.js';

/** An architecture and its amount of the goal. */
export interface Ranked {
  /** In steps of 1 / scale of the quantity. */
  readonly amount: bigint;
  readonly choice: Choice;
}

/**
 * The best architectures under some constraints, in order, of equal ones the first by index: A* over prefixes of paths
 * (Hart, Nilsson and Raphael, "A Formal Basis for the Heuristic Determination of Minimum Cost Paths", 1968). What a
 * prefix can still reach is read off the labels of its node, so that it is exact, and no prefix is opened in vain.
 *
 * @throws WholeSpaceError where there are more labels than the limit
 */
export function* bestOfSpace(
  bounded: Bounded,
  goal: Goal,
  { count, limit }: { readonly count: number; readonly limit: number },
): Work<Ranked[]> {
  const { diagram } = bounded;
  if (diagram.size === 0n) return [];
  const compared = dimensions(diagram, [goal], bounded.constraints);
  const labels = yield* completionLabels(diagram, compared, { epsilon: 0, limit });
  const search = new Search(diagram, compared, labels.map(byGoal));
  const found: Ranked[] = [];
  for (let prefix = search.pop(); prefix !== undefined && found.length < count; prefix = search.pop()) {
    if (prefix.node === diagram.nodeCount - 1) {
      const choice = new Int32Array(diagram.order.length);
      unrank(diagram, prefix.index, choice);
      found.push({ choice, amount: compared.amount(0, prefix.reaches) });
    } else {
      search.open(prefix);
    }
    yield undefined;
  }
  return found;
}

/** The first steps of some paths. */
interface Prefix {
  readonly node: number;
  /** Of the first path that begins so. */
  readonly index: bigint;
  /** Figures so far, one per dimension. */
  readonly figures: readonly number[];
  /** The best figure of the goal that any of its completions reaches. */
  readonly reaches: number;
}

class Search {
  private readonly queue = new TinyQueue<Prefix>([], comparePrefixes);
  private readonly diagram: Diagram;
  private readonly all: readonly Dimension[];
  private readonly constraints: readonly Dimension[];
  private readonly labels: readonly Labels[];

  constructor(diagram: Diagram, compared: Dimensions, labels: readonly Labels[]) {
    this.diagram = diagram;
    this.constraints = compared.constraints;
    this.all = [...compared.goals, ...compared.constraints];
    this.labels = labels;
    // the figures of maxima begin with what there is before any decision, those of sums with nothing
    this.push(
      0,
      0n,
      this.all.map(({ empty }) => empty),
    );
  }

  pop(): Prefix | undefined {
    return this.queue.pop();
  }

  open({ node, index, figures }: Prefix): void {
    const { arcStart, arcChild } = this.diagram;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      const child = arcChild[arc] as number;
      this.push(
        child,
        index,
        figures.map((figure, d) =>
          combine(this.all[d] as Dimension, figure, (this.all[d] as Dimension).costs[arc] as number),
        ),
      );
      index += pathCount(this.diagram, child);
    }
  }

  private push(node: number, index: bigint, figures: readonly number[]): void {
    const label = this.bestLabel(node, figures);
    if (label < 0) return;
    const [goal] = this.all as readonly [Dimension];
    const rest = (this.labels[node] as Labels).figures[0]?.[label] as number;
    const reaches = combine(goal, figures[0] as number, rest);
    if (reaches <= (goal.ceiling?.[0] ?? Infinity)) this.queue.push({ node, index, figures, reaches });
  }

  /** The first label, in the order of the goal, with which a prefix keeps to all constraints; -1 if none does. */
  private bestLabel(node: number, figures: readonly number[]): number {
    const { count, figures: columns } = this.labels[node] as Labels;
    const limits = this.constraints.map(
      (constraint, k) => (constraint.ceiling?.[0] as number) - (figures[k + 1] as number),
    );
    if (limits.length === 1) return firstWithin(columns[1] as Float64Array, count, limits[0] as number);
    for (let label = 0; label < count; label++) {
      if (limits.every((limit, k) => (columns[k + 1]?.[label] as number) <= limit)) return label;
    }
    return -1;
  }
}

/** Of a column that descends, the first entry that is at most a limit; -1 if none is. */
function firstWithin(column: Float64Array, count: number, limit: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] as number) > limit) low = middle + 1;
    else high = middle;
  }
  return low < count ? low : -1;
}

function comparePrefixes(a: Prefix, b: Prefix): number {
  if (a.reaches !== b.reaches) return a.reaches - b.reaches;
  return compare(a.index, b.index);
}

function combine({ combine: how }: Dimension, a: number, b: number): number {
  return how === 'sum' ? a + b : how === 'max' ? Math.max(a, b) : Math.min(a, b);
}

/** In ascending order of the goal's figure: then a single constraint's descends. */
function byGoal(labels: Labels): Labels {
  const goal = labels.figures[0] as Float64Array;
  const rows = Uint32Array.from({ length: labels.count }, (_, i) => i).toSorted(
    (a, b) => (goal[a] as number) - (goal[b] as number),
  );
  return {
    ...labels,
    figures: labels.figures.map((column) => gather(new Float64Array(rows.length), column, rows)),
  };
}
