import { COMBINE } from '../cost/metrics.js';
import type { Combine, Compiled, CompileStats, Graph, NodeId } from '../types.js';
import { chooseCulprit, chooseWide } from './chooseWide.js';
import { CompileError } from './compileError.js';
import { Cones } from './cones.js';
import { costSinks } from './costSinks.js';
import { CostTable } from './costTable.js';
import { layDiagram } from './diagram.js';
import { type Estimates, estimateWeights } from './estimateWeights.js';
import { expand, isOverflow, type Expanded, type Limits, type Overflow } from './expand.js';
import { findInvalid } from './findInvalid.js';
import { foreseeOverflow } from './foreseeOverflow.js';
import { neededNodes, planLevels, type LevelPlan } from './levels.js';
import { metricColumns } from './metricColumns.js';
import { NodeEvaluator } from './nodeEvaluator.js';
import { greedyOrder, traceOrder } from './order.js';
import { countPaths } from './pathCounts.js';
import { reduce, type Reduced } from './reduce.js';
import { TRUE } from './values.js';

export interface CompileOptions {
  /** How each entry of the cost vectors adds up; that of METRICS unless given. */
  readonly combine?: readonly Combine[];
  /** Nodes that a diagram may have before reduction; one million unless given. */
  readonly maxNodes?: number;
  /** Arcs that it may have; two and a half million unless given. */
  readonly maxArcs?: number;
}

/**
 * Compiles a traced network into a decision diagram by the frontier method (Bergman, Cire, van Hoeve and Hooker,
 * *Decision Diagrams for Optimization*, chapter 3; Andersen et al. on state-based compilation). Costs that the limits
 * leave no room for are left wide. Throws a CompileError if the decisions, activities and constraints alone pass
 * the limits.
 */
export function compileDiagram(graph: Graph, options: CompileOptions = {}): Compiled {
  const started = performance.now();
  const compilation = new Compilation(graph, options);
  const build = compilation.run();
  const { expanded, reduced, order, wide } = build;
  const { columns, metrics, base } = metricColumns(reduced, compilation.costs);
  const countLimbs = countPaths(reduced.nodeCount, reduced.arcStart, reduced.arcChild);
  const diagram = layDiagram({ ...reduced, order, metrics, columns, base, countLimbs });
  const invalid = anyInvalid(expanded)
    ? findInvalid(graph, order, wide, compilation.cones, expanded, reduced.alive)
    : [];
  const wideLayers = graph.layers.flatMap((layer, index) => (wide.has(layer.cost) ? [index] : []));
  const stats: CompileStats = {
    factors: build.plan.factors,
    nodes: diagram.nodeCount,
    arcs: diagram.arcCount,
    nodesBeforeReduction: expanded.nodeCount,
    milliseconds: performance.now() - started,
    order: build.name,
  };
  return { diagram, wide: wideLayers, invalid, stats };
}

/** Nodes within which the trace's order is good enough. */
const MODEST_NODES = 20_000;
const MODEST_ARCS = 200_000;
/** How many times maxArcs may be built and thrown away before all costs that could be to blame go. */
const PATIENCE = 3;

interface Candidate {
  readonly name: CompileStats['order'];
  readonly order: readonly number[];
  readonly plan: LevelPlan;
}

interface Build extends Candidate {
  readonly expanded: Expanded;
  readonly reduced: Reduced;
  readonly wide: ReadonlySet<NodeId>;
}

type Failed = Overflow & { readonly order: readonly number[] };

class Compilation {
  readonly cones: Cones;
  readonly costs: CostTable;
  private readonly graph: Graph;
  private readonly limits: Limits;
  private readonly evaluator: NodeEvaluator;
  private readonly wide = new Set<NodeId>();
  private estimatesMemo: Estimates | undefined;
  private wasted = 0;

  constructor(graph: Graph, options: CompileOptions) {
    this.graph = graph;
    this.limits = { maxNodes: options.maxNodes ?? 1_000_000, maxArcs: options.maxArcs ?? 2_500_000 };
    this.cones = new Cones(graph);
    this.costs = new CostTable(options.combine ?? COMBINE);
    this.evaluator = new NodeEvaluator(graph, this.costs);
  }

  /** Builds, leaving more and more costs wide, until the limits are kept. */
  run(): Build {
    for (;;) {
      const result = this.build();
      if (!isOverflow(result)) return { ...result, wide: this.wide };
      this.widen(result);
    }
  }

  private build(): Omit<Build, 'wide'> | Failed {
    const modest = {
      maxNodes: Math.min(MODEST_NODES, this.limits.maxNodes),
      maxArcs: Math.min(MODEST_ARCS, this.limits.maxArcs),
    };
    const trace = this.candidate('trace', traceOrder(this.graph, this.cones));
    const first = this.attempt(trace, modest);
    if (!isOverflow(first)) return first;
    const costs = costSinks(this.graph, this.wide);
    const sinks = costs.map((cost) => cost.node);
    const needed = neededNodes(this.graph, costs);
    const greedy = this.candidate('greedy', greedyOrder(this.graph, this.cones, this.estimates(), needed, sinks));
    const second = this.attempt(greedy, modest);
    if (!isOverflow(second)) return second;
    // where the layers of a searched path share one cell, whose operations come last
    const symmetric = this.candidate('greedy', greedy.order, true);
    const swapped = this.swaps(symmetric) ? this.attempt(symmetric, this.limits) : undefined;
    if (swapped !== undefined && !isOverflow(swapped)) return swapped;
    // where the cost of a layer depends on who reads it further on, as where modules pick their inputs
    const backwards = this.candidate('backwards', traceOrder(this.graph, this.cones, true));
    const third = this.attempt(backwards, modest);
    if (!isOverflow(third)) return third;
    // the one that got further within the modest limits is the likelier, no more: its first decisions may have few
    // values
    const [likely, other] = second.level > first.level ? [greedy, trace] : [trace, greedy];
    const fourth = this.attempt(likely, this.limits);
    if (!isOverflow(fourth)) return fourth;
    const last = this.attempt(other, this.limits);
    return isOverflow(last) ? fourth : last;
  }

  private candidate(name: CompileStats['order'], order: readonly number[], symmetric = false): Candidate {
    return { name, order, plan: planLevels(this.graph, order, costSinks(this.graph, this.wide), symmetric) };
  }

  private swaps({ plan }: Candidate): boolean {
    return plan.levels.some(({ interchangeable }) => interchangeable.length > 0);
  }

  private attempt(candidate: Candidate, limits: Limits): Omit<Build, 'wide'> | Failed {
    const { order, plan } = candidate;
    const alwaysActive = (decision: number): boolean => this.isAlwaysActive(decision);
    const foreseen = foreseeOverflow(this.graph, order, plan, alwaysActive, limits);
    if (foreseen !== undefined) return { ...foreseen, order };
    const expanded = expand(plan, this.evaluator, this.costs, limits);
    if (isOverflow(expanded)) {
      this.wasted += limits.maxArcs;
      return { ...expanded, order };
    }
    return { ...candidate, expanded, reduced: reduce(expanded, this.costs) };
  }

  private widen(failed: Failed): void {
    const impatient = this.wasted > PATIENCE * this.limits.maxArcs;
    const { order, frontier, limit } = failed;
    const more = chooseWide(this.graph, order, frontier, this.wide, this.estimates().weights, impatient);
    for (const node of more) this.wide.add(node);
    if (more.length > 0) return;
    const culprit = chooseCulprit(this.graph, order, frontier, this.wide, this.estimates().weights);
    throw new CompileError(culprit.kind, culprit.name, limit);
  }

  private estimates(): Estimates {
    return (this.estimatesMemo ??= estimateWeights(this.graph, this.cones, this.evaluator));
  }

  private isAlwaysActive(decision: number): boolean {
    const node = this.graph.active[decision] as NodeId;
    return this.cones.decisions(node).length === 0 && this.evaluator.register[node] === TRUE;
  }
}

function anyInvalid(expanded: Expanded): boolean {
  return expanded.baseInvalid || expanded.arcInvalid.includes(1);
}
