import type { CostTable } from './costTable.js';
import type { Cluster } from './factors.js';
import { Int32List } from './int32List.js';
import type { Interchangeable } from './interchangeable.js';
import type { Level, LevelPlan } from './levels.js';
import { INVALID_ROW, type NodeEvaluator } from './nodeEvaluator.js';
import { TupleTable } from './tupleTable.js';
import { FALSE, TRUE } from './values.js';

/** How large a diagram may grow, before reduction. */
export interface Limits {
  readonly maxNodes: number;
  readonly maxArcs: number;
}

/** The diagram as first built: every state that can be reached, dead ends included. */
export interface Expanded {
  /** Level → its first node; nodes are numbered by level, the terminal is the last if there is one. */
  readonly levelStart: readonly number[];
  readonly nodeCount: number;
  /** nodeCount + 1 entries. */
  readonly arcStart: Int32Array;
  readonly arcChild: Int32Array;
  /** Index of the value; -1 on the one arc of a node whose decision is inactive. */
  readonly arcValue: Int32Array;
  /** Rows of the cost table. */
  readonly arcCost: Int32Array;
  /** 1 where a cost or constraint that the arc determines is an Invalid. */
  readonly arcInvalid: Int32Array;
  /** Row of what is determined before any decision. */
  readonly baseCost: number;
  /** What is determined before any decision includes an Invalid. */
  readonly baseInvalid: boolean;
}

/** A build that passed its limits. */
export interface Overflow {
  /** The level at which it did. */
  readonly level: number;
  /** The level before which it had most states. */
  readonly frontier: number;
  readonly limit: string;
}

/**
 * Builds the diagram from the root down, a state at a time: all values of the level's decision are tried, what they
 * determine is evaluated, and states that agree in what is still needed become one node.
 */
export function expand(
  plan: LevelPlan,
  evaluator: NodeEvaluator,
  costs: CostTable,
  limits: Limits,
): Expanded | Overflow {
  return new Expansion(plan, evaluator, costs, limits).run();
}

export function isOverflow<T extends object>(result: T | Overflow): result is Extract<T, Overflow> | Overflow {
  return 'limit' in result;
}

class Expansion {
  private readonly plan: LevelPlan;
  private readonly evaluator: NodeEvaluator;
  private readonly costs: CostTable;
  private readonly limits: Limits;
  private readonly arcStart = new Int32List();
  private readonly arcChild = new Int32List();
  private readonly arcValue = new Int32List();
  private readonly arcCost = new Int32List();
  private readonly arcInvalid = new Int32List();
  private readonly levelStart: number[] = [0];

  constructor(plan: LevelPlan, evaluator: NodeEvaluator, costs: CostTable, limits: Limits) {
    this.plan = plan;
    this.evaluator = evaluator;
    this.costs = costs;
    this.limits = limits;
  }

  run(): Expanded | Overflow {
    const fixed = this.fixedPart();
    let states = new TupleTable(0);
    states.insert(new Int32Array(0), 0);
    for (const [k, level] of this.plan.levels.entries()) {
      const next = fixed.excluded ? this.skipLevel(states) : this.expandLevel(k, level, states);
      if (!(next instanceof TupleTable)) return next;
      states = next;
    }
    if (fixed.excluded && this.plan.levels.length === 0) states = new TupleTable(0);
    for (let i = 0; i < states.size; i++) this.arcStart.push(this.arcChild.length);
    this.arcStart.push(this.arcChild.length);
    return {
      levelStart: this.levelStart,
      nodeCount: this.arcStart.length - 1,
      arcStart: this.arcStart.trimmed(),
      arcChild: this.arcChild.trimmed(),
      arcValue: this.arcValue.trimmed(),
      arcCost: this.arcCost.trimmed(),
      arcInvalid: this.arcInvalid.trimmed(),
      baseCost: fixed.row,
      baseInvalid: fixed.invalid,
    };
  }

  private fixedPart(): { row: number; invalid: boolean; excluded: boolean } {
    const { register, values } = this.evaluator;
    const { fixedCosts, fixedConstraints } = this.plan;
    const costRows = Int32Array.from(fixedCosts, (cost) => this.evaluator.costRow(cost.node));
    const times = Int32Array.from(fixedCosts, (cost) => cost.times);
    const ids = fixedConstraints.map((node) => register[node] as number);
    return {
      row: this.costs.sum(
        costRows.map((row) => Math.max(row, 0)),
        times,
        times.length,
      ),
      invalid: costRows.includes(INVALID_ROW) || ids.some((id) => values.invalid(id) !== undefined),
      excluded: ids.includes(FALSE),
    };
  }

  /** A level of an excluded space: its states, if any, have no arcs. */
  private skipLevel(states: TupleTable): TupleTable {
    for (let s = 0; s < states.size; s++) this.arcStart.push(0);
    this.levelStart.push(this.arcStart.length);
    return new TupleTable(0);
  }

  private expandLevel(k: number, level: Level, states: TupleTable): TupleTable | Overflow {
    const { register, values } = this.evaluator;
    const valueIds = this.evaluator.valueIds[level.decision] as Int32Array;
    const childStart = (this.levelStart[k] as number) + states.size;
    this.levelStart.push(childStart);
    const over = this.foresee(k, level, states, valueIds.length);
    if (over !== undefined) return over;
    const runners = level.clusters.map((cluster) => new ClusterRunner(cluster, this.evaluator, this.costs));
    const { before, after, leaves, interchangeable } = level;
    const next = new TupleTable(after.length);
    const tuple = new Int32Array(after.length);
    const room = this.limits.maxNodes - childStart;
    for (let s = 0; s < states.size; s++) {
      this.arcStart.push(this.arcChild.length);
      for (let i = 0; i < before.length; i++)
        register[before[i] as number] = states.keys[s * before.length + i] as number;
      const activeId = register[level.active] as number;
      const active = activeId === TRUE;
      const activeInvalid = activeId > TRUE && values.invalid(activeId) !== undefined;
      const choices = active ? valueIds.length : 1;
      for (let value = 0; value < choices; value++) {
        for (let i = 0; i < leaves.length; i++) register[leaves[i] as number] = valueIds[value] as number;
        let invalid = activeInvalid ? 1 : 0;
        let row = 0;
        let dead = false;
        for (let c = 0; c < runners.length && !dead; c++) {
          const runner = runners[c] as ClusterRunner;
          const status = runner.run(value);
          if (status === DEAD) dead = true;
          else if (status === INVALID) invalid = 1;
          row = this.costs.plus(row, runner.row);
        }
        if (dead) continue;
        for (let i = 0; i < after.length; i++) tuple[i] = register[after[i] as number] as number;
        for (let p = 0; p < interchangeable.length; p++) sortParts(tuple, interchangeable[p] as Interchangeable);
        this.arcChild.push(childStart + next.insert(tuple, 0));
        this.arcValue.push(active ? value : -1);
        this.arcCost.push(row);
        this.arcInvalid.push(invalid);
      }
      if (next.size > room) return this.overflow(k, next.size, `${this.limits.maxNodes} nodes`);
    }
    return next;
  }

  /** Refuses a level whose arcs would pass the limit, before any of them is evaluated. */
  private foresee(k: number, level: Level, states: TupleTable, domain: number): Overflow | undefined {
    let arcs = this.arcChild.length + states.size * domain;
    const slot = level.before.indexOf(level.active);
    if (slot < 0) {
      // active is a constant
      if (this.evaluator.register[level.active] !== TRUE) arcs -= states.size * (domain - 1);
    } else {
      const width = level.before.length;
      for (let s = 0; s < states.size; s++) if (states.keys[s * width + slot] !== TRUE) arcs -= domain - 1;
    }
    return arcs > this.limits.maxArcs ? this.overflow(k, 0, `${this.limits.maxArcs} arcs`) : undefined;
  }

  private overflow(level: number, open: number, limit: string): Overflow {
    let frontier = level + 1;
    let most = open;
    for (let k = 0; k <= level; k++) {
      const states = (this.levelStart[k + 1] ?? this.arcStart.length) - (this.levelStart[k] as number);
      if (states > most) [frontier, most] = [k, states];
    }
    return { level, frontier, limit };
  }
}

/**
 * Of the states that differ in which part holds what, one stands for all: the one whose parts ascend. Few are out of
 * place.
 */
function sortParts(tuple: Int32Array, parts: Interchangeable): void {
  for (let i = 1; i < parts.length; i++) {
    for (let j = i; j > 0; j--) {
      const one = parts[j - 1] as Int32Array;
      const other = parts[j] as Int32Array;
      if (compareParts(tuple, one, other) <= 0) break;
      for (let s = 0; s < one.length; s++) {
        const held = tuple[one[s] as number] as number;
        tuple[one[s] as number] = tuple[other[s] as number] as number;
        tuple[other[s] as number] = held;
      }
    }
  }
}

function compareParts(tuple: Int32Array, one: Int32Array, other: Int32Array): number {
  for (let s = 0; s < one.length; s++) {
    const difference = (tuple[one[s] as number] as number) - (tuple[other[s] as number] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

const OK = 0;
const DEAD = 1;
const INVALID = 2;
type Status = typeof OK | typeof DEAD | typeof INVALID;

/** Computes or looks up the results of one cluster. */
class ClusterRunner {
  /** Row of the summed costs of the last run. */
  row = 0;
  private readonly cluster: Cluster;
  private readonly evaluator: NodeEvaluator;
  private readonly costs: CostTable;
  /** (state entries read, value) → (status, row, frontier ids). */
  private readonly table: TupleTable;
  private readonly key: Int32Array;
  /** Rows of the cost nodes → row of their sum. */
  private readonly sums: TupleTable;
  private readonly summands: Int32Array;

  constructor(cluster: Cluster, evaluator: NodeEvaluator, costs: CostTable) {
    this.cluster = cluster;
    this.evaluator = evaluator;
    this.costs = costs;
    this.table = new TupleTable(cluster.key.length + 1, 2 + cluster.frontier.length);
    this.key = new Int32Array(cluster.key.length + 1);
    this.sums = new TupleTable(cluster.costs.length, 1);
    this.summands = new Int32Array(cluster.costs.length);
  }

  /** Leaves the frontier nodes' values in the register and the costs in `row`. */
  run(value: number): Status {
    return this.cluster.full ? this.compute() : this.lookUp(value);
  }

  private lookUp(value: number): Status {
    const { table, key } = this;
    const { register } = this.evaluator;
    const { key: nodes, frontier } = this.cluster;
    for (let i = 0; i < nodes.length; i++) key[i] = register[nodes[i] as number] as number;
    key[nodes.length] = value;
    const before = table.size;
    const entry = table.insert(key, 0);
    const start = entry * table.payload;
    if (entry === before) {
      const status = this.compute();
      table.data[start] = status;
      table.data[start + 1] = this.row;
      if (status !== DEAD)
        for (let i = 0; i < frontier.length; i++) table.data[start + 2 + i] = register[frontier[i] as number] as number;
      return status;
    }
    this.row = table.data[start + 1] as number;
    for (let i = 0; i < frontier.length; i++) register[frontier[i] as number] = table.data[start + 2 + i] as number;
    return table.data[start] as Status;
  }

  private compute(): Status {
    const { nodes, constraints, costs } = this.cluster;
    for (let i = 0; i < nodes.length; i++) this.evaluator.evaluate(nodes[i] as number);
    const { register, values } = this.evaluator;
    let status: Status = OK;
    for (let i = 0; i < constraints.length; i++) {
      const id = register[constraints[i] as number] as number;
      if (id === FALSE) return DEAD;
      if (id !== TRUE && values.invalid(id) !== undefined) status = INVALID;
    }
    for (let i = 0; i < costs.length; i++) {
      const row = this.evaluator.costRow(costs[i] as number);
      if (row === INVALID_ROW) status = INVALID;
      this.summands[i] = Math.max(row, 0);
    }
    this.row = this.sum();
    return status;
  }

  private sum(): number {
    const { sums, summands } = this;
    if (summands.length === 0) return 0;
    // the row of one vector is its own sum
    if (summands.length === 1 && this.cluster.times[0] === 1) return summands[0] as number;
    const before = sums.size;
    const entry = sums.insert(summands, 0);
    if (entry === before) sums.data[entry] = this.costs.sum(summands, this.cluster.times, summands.length);
    return sums.data[entry] as number;
  }
}
