import { suggest } from '../space/suggest.js';
import type { Choice, Decision, Diagram } from '../types.js';
import { ArchitectureError } from './errors.js';
import { graphReader } from './readGraph.js';
import { shownValue } from './shownValue.js';
import type { SpreadArchitecture } from './spreadArchitecture.js';
import { missing, wrongValue } from './valueProblems.js';

/** Turns an architecture, a value per decision, into a choice. */
export type ArchitectureReader = (architecture: SpreadArchitecture) => Choice;

/**
 * A reader of architectures of one space: a value for exactly the active decisions, of which those of one value may be
 * left out.
 *
 * A labelled graph may be any member of its isomorphism class, with vertices that lie on no path from input to output.
 *
 * The reader throws ArchitectureError with everything that is wrong: unknown names, values outside the domain, active
 * decisions that are missing, inactive ones that are given, and combinations that the space excludes.
 */
export function architectureReader(decisions: readonly Decision[], diagram: Diagram): ArchitectureReader {
  const byName = new Map(decisions.map((decision, d) => [decision.name, d]));
  const readGraphs = graphReader(decisions);
  const domains = new Map<number, Map<string, number>>();
  const domain = (d: number) => {
    const known = domains.get(d) ?? new Map(decisions[d]?.values.map((value, v) => [valueKey(value), v]));
    domains.set(d, known);
    return known;
  };
  return (spread) => {
    if (diagram.size === 0n) throw new ArchitectureError(['the space holds no architecture']);
    const problems: Problems = new Map(spread.problems);
    const given = new Int32Array(decisions.length).fill(NOT_GIVEN);
    const read = readGraphs(spread.given);
    for (const [name, { value }] of read.given) {
      const d = byName.get(name);
      if (d === undefined) problems.set(name, unknownDecision(name, byName.keys()));
      else given[d] = domain(d).get(valueKey(value)) ?? WRONG_VALUE;
      if (d !== undefined && given[d] === WRONG_VALUE) problems.set(name, wrongValue(decisions[d] as Decision, value));
    }
    if (read.problems.length > 0) throw new ArchitectureError([...problems.values(), ...read.problems]);
    const isStarred = (name: string) => read.given.get(name)?.starred === true;
    const choice = walk(decisions, diagram, given, problems, isStarred);
    if (problems.size > 0) throw new ArchitectureError([...problems.values()]);
    return choice;
  };
}

/** By name: of what is wrong with a decision, the last thing found says most. */
type Problems = Map<string, string>;

const NOT_GIVEN = -1;
const WRONG_VALUE = -2;

/**
 * Follows the given values down the diagram. Where one is missing or wrong, all arcs are followed from there on: then
 * there is a set of nodes, and a decision is missed only if each of them decides it.
 */
function walk(
  decisions: readonly Decision[],
  diagram: Diagram,
  given: Int32Array,
  problems: Problems,
  isStarred: (name: string) => boolean,
): Choice {
  const { order, level } = diagram;
  const choice = new Int32Array(decisions.length).fill(-1);
  let nodes = new Set([0]);
  for (let k = 0; k < order.length; k++) {
    const d = order[k] as number;
    const { name } = decisions[d] as Decision;
    const deciding = [...nodes].filter((node) => level[node] === k);
    if (deciding.length === 0) {
      if (isStarred(name)) problems.delete(name);
      else if (given[d] !== NOT_GIVEN) problems.set(name, `${quote(name)} is not active here: leave it out`);
      continue;
    }
    // what can be but one value goes without saying
    if (given[d] === NOT_GIVEN && decisions[d]?.values.length === 1) given[d] = 0;
    if (given[d] === NOT_GIVEN && deciding.length === nodes.size) problems.set(name, missing(decisions[d] as Decision));
    const next = new Set([...nodes].filter((node) => level[node] !== k));
    for (const node of deciding) follow(diagram, node, given[d] as number, next);
    if (next.size === 0) {
      problems.set(name, excluded(decisions[d] as Decision, given[d] as number));
      return choice;
    }
    choice[d] = given[d] as number;
    nodes = next;
  }
  return choice;
}

function follow({ arcStart, arcChild, arcValue }: Diagram, node: number, value: number, into: Set<number>): void {
  for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
    if (value < 0 || arcValue[arc] === value) into.add(arcChild[arc] as number);
  }
}

function unknownDecision(name: string, known: Iterable<string>): string {
  const hint = suggest(name, known);
  return `${quote(name)} is not a decision of the space${hint === undefined ? '' : `; ${hint}`}`;
}

function excluded({ name, values }: Decision, value: number): string {
  return `no architecture of the space has ${quote(name)} = ${JSON.stringify(values[value])} beside the other decisions`;
}

/** Subsets are equal in any order of their members. What no decision has for a value has the key of no value. */
function valueKey(value: unknown): string {
  if (Array.isArray(value)) return value.every(isPlain) ? JSON.stringify(value.map(String).toSorted()) : NO_KEY;
  return isPlain(value) ? JSON.stringify(value) : NO_KEY;
}

const NO_KEY = '';

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
}

function quote(name: string): string {
  return shownValue(name);
}
