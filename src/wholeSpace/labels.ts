import { gather } from '../diagram/gather.js';
import { paretoFront } from '../pareto/paretoFront.js';
import type { Choice, Diagram } from '../types.js';
import type { Dimension, Dimensions } from './dimension.js';
import type { Useful } from './dropDominated.js';
import type { Work } from './work.js';
import { WholeSpaceError } from './wholeSpaceError.js';

export interface LabelOptions {
  /** Every architecture has a label within this factor, 1 + epsilon, of each of its goals; 0: none is left out. */
  readonly epsilon: number;
  /** Labels that are kept at once, over all nodes. */
  readonly limit: number;
  /** The part of the diagram that is looked at; default: all of it. */
  readonly useful?: Useful;
  /** Nodes with fewer labels lose none: default 256. */
  readonly worthThinning?: number;
}

/** Completions of one node that no other completion is as good as in every dimension. */
export interface Labels {
  readonly count: number;
  /** One per dimension, goals first. */
  readonly figures: readonly Float64Array[];
  /** The first arc of each, and the label of its child that goes on. */
  readonly arcs: Uint32Array;
  readonly next: Uint32Array;
}

/**
 * Labels of all nodes, from the terminal up: label setting for multi-objective shortest paths (Martins, "On a
 * Multicriteria Shortest Path Problem", 1984) on a graph without circles, where every label is final when it is made.
 *
 * With an epsilon, a label is dropped for one that lies in the same cell of a grid, whose widths are relative to the
 * least total that the label can end in (Tsaggouris and Zaroliagis, "Multiobjective Optimization: Improved FPTAS for
 * Shortest Paths", 2009). What a level may lose is told by the levels below it; what they did not use is left for those
 * above.
 *
 * @throws WholeSpaceError where there are more labels than the limit
 */
export function* completionLabels(
  diagram: Diagram,
  dimensions: Dimensions,
  { epsilon, limit, useful, worthThinning = 256 }: LabelOptions,
): Work<readonly Labels[]> {
  const terminal = diagram.nodeCount - 1;
  const all = [...dimensions.goals, ...dimensions.constraints];
  const labels = new Array<Labels>(diagram.nodeCount);
  labels[terminal] = {
    count: diagram.size === 0n ? 0 : 1,
    figures: all.map((dimension) => Float64Array.of(dimension.empty)),
    arcs: new Uint32Array(1),
    next: new Uint32Array(1),
  };
  const losses = new Losses(diagram, epsilon);
  let total = 1;
  for (let node = terminal - 1; node >= 0; node--) {
    if (useful?.reached[node] === 0) {
      labels[node] = NO_LABELS;
      continue;
    }
    const candidates = extend(diagram, node, all, labels, useful?.dropped, limit);
    yield undefined;
    const kept = keep(candidates, nonDominated(candidates));
    // of every node, since what its children have lost is lost to it whether it loses more or not
    const loss = epsilon > 0 ? losses.allowed(node) : 0;
    const thinned = loss > 0 && kept.count >= worthThinning ? thin(kept, node, dimensions, losses, loss) : kept;
    labels[node] = thinned;
    total += thinned.count;
    if (total > limit) throw tooMany(limit);
    yield undefined;
  }
  return labels;
}

const NO_LABELS: Labels = { count: 0, figures: [], arcs: new Uint32Array(0), next: new Uint32Array(0) };

/** Candidates of one node, as many times the limit. */
const ROOM = 8;

function tooMany(limit: number): WholeSpaceError {
  return new WholeSpaceError(
    `more than ${limit} partial architectures (labels) are each better than all others in something; ` +
      'a larger --epsilon, fewer objectives or a tighter budget leave fewer of them, --labels allows more',
  );
}

/** Follows a label to the terminal: the values of its completion are written into a choice. */
export function followLabel(
  diagram: Diagram,
  labels: readonly Labels[],
  node: number,
  label: number,
  choice: Choice,
): void {
  const { order, level, arcValue, arcChild, nodeCount } = diagram;
  while (node < nodeCount - 1) {
    const own = labels[node] as Labels;
    const arc = own.arcs[label] as number;
    choice[order[level[node] as number] as number] = arcValue[arc] as number;
    label = own.next[label] as number;
    node = arcChild[arc] as number;
  }
}

/** All completions of a node over its arcs and their children's labels, without those of no use. */
function extend(
  diagram: Diagram,
  node: number,
  dimensions: readonly Dimension[],
  labels: readonly Labels[],
  dropped: Uint8Array | undefined,
  limit: number,
): Labels {
  const { arcStart, arcChild } = diagram;
  const [start, end] = [arcStart[node] as number, arcStart[node + 1] as number];
  let room = 0;
  for (let arc = start; arc < end; arc++) room += (labels[arcChild[arc] as number] as Labels).count;
  // what is left of them cannot be few
  if (room > ROOM * limit) throw tooMany(limit);
  const figures = dimensions.map(() => new Float64Array(room));
  const arcs = new Uint32Array(room);
  const next = new Uint32Array(room);
  let count = 0;
  for (let arc = start; arc < end; arc++) {
    if (dropped?.[arc] === 1) continue;
    const child = labels[arcChild[arc] as number] as Labels;
    const begin = count;
    for (let d = 0; d < dimensions.length; d++) {
      extendColumn(dimensions[d] as Dimension, arc, node, child, d, figures[d] as Float64Array, begin);
    }
    for (let label = 0; label < child.count; label++) {
      if (!isUseful(figures, begin + label)) continue;
      if (count !== begin + label) for (const column of figures) column[count] = column[begin + label] as number;
      arcs[count] = arc;
      next[count++] = label;
    }
  }
  return { count, figures, arcs, next };
}

/** Writes NaN where a figure is above the ceiling. */
function extendColumn(
  { costs, combine, floor, ceiling }: Dimension,
  arc: number,
  node: number,
  child: Labels,
  dimension: number,
  into: Float64Array,
  begin: number,
): void {
  const cost = costs[arc] as number;
  const from = child.figures[dimension] as Float64Array;
  const least = floor?.[node] ?? -Infinity;
  const most = ceiling?.[node] ?? Infinity;
  for (let label = 0; label < child.count; label++) {
    const rest = from[label] as number;
    const figure = combine === 'sum' ? cost + rest : combine === 'max' ? Math.max(cost, rest) : Math.min(cost, rest);
    into[begin + label] = figure > most ? NaN : figure < least ? least : figure;
  }
}

function isUseful(figures: readonly Float64Array[], row: number): boolean {
  for (const column of figures) if (Number.isNaN(column[row])) return false;
  return true;
}

function nonDominated({ figures, count }: Labels): ArrayLike<number> {
  if (count <= 1) return Uint32Array.from({ length: count }, (_, i) => i);
  return paretoFront(
    figures,
    figures.map(() => 'min'),
    { ties: 'first', count },
  );
}

function keep(labels: Labels, rows: ArrayLike<number>): Labels {
  return {
    count: rows.length,
    figures: labels.figures.map((column) => gather(new Float64Array(rows.length), column, rows)),
    arcs: gather(new Uint32Array(rows.length), labels.arcs, rows),
    next: gather(new Uint32Array(rows.length), labels.next, rows),
  };
}

/** One label for each cell of all dimensions but the last goal, in which it is the best: there nothing is lost. */
function thin(labels: Labels, node: number, dimensions: Dimensions, losses: Losses, loss: number): Labels {
  const goals = dimensions.goals.length;
  const best = new Map<string, number>();
  const last = labels.figures[goals - 1] as Float64Array;
  for (let label = 0; label < labels.count; label++) {
    const cell = labels.figures.flatMap((column, d) => {
      const figure = column[label] as number;
      if (d === goals - 1) return [];
      // what is lost of a constraint would be lost for good
      if (d >= goals) return [figure];
      return [Math.floor(Math.log(dimensions.leastTotal(d, node, figure)) / loss)];
    });
    const key = cell.join(' ');
    const known = best.get(key);
    if (known === undefined || (last[label] as number) < (last[known] as number)) best.set(key, label);
  }
  if (best.size === labels.count) return labels;
  losses.use(node, loss);
  return keep(labels, [...best.values()]);
}

/** Shares the logarithm of 1 + epsilon out over the levels. */
class Losses {
  private readonly diagram: Diagram;
  private readonly whole: number;
  private readonly used: Float64Array;

  constructor(diagram: Diagram, epsilon: number) {
    this.diagram = diagram;
    // a hair less, for the rounding of logarithms
    this.whole = Math.log1p(epsilon) * (1 - 1e-9);
    this.used = new Float64Array(diagram.nodeCount);
  }

  /** What a node may lose beyond what its children have lost. */
  allowed(node: number): number {
    const { arcStart, arcChild, level, order } = this.diagram;
    let lost = 0;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      lost = Math.max(lost, this.used[arcChild[arc] as number] as number);
    }
    this.used[node] = lost;
    const levels = order.length;
    return (this.whole * (levels - (level[node] as number))) / levels - lost;
  }

  use(node: number, loss: number): void {
    this.used[node] = (this.used[node] as number) + loss;
  }
}
