import type { Expression, FunctionDeclaration, Space, Value } from '../types.js';
import type { DecisionRoots } from './checkExpressions.js';
import { checkValue } from './checkExpressions.js';
import { depthFirst } from './depthFirst.js';
import { expressionCalls, expressionNames } from './expressionNames.js';
import { FUNCTIONS } from './functions.js';
import { NameScope, warnUnused } from './nameScope.js';
import { nameFault } from './names.js';
import type { Reading } from './reading.js';
import { listed } from './suggest.js';

/**
 * Checks the names of the functions that a space declares, their parameters, their bodies, and that none calls itself.
 */
export function checkFunctions(space: Space, global: NameScope, roots: DecisionRoots, reading: Reading): void {
  for (const [name, declared] of space.functions) {
    const fault = FUNCTIONS.has(name) ? `"${name}" is a function of the language` : nameFault(name);
    if (fault) reading.source.error(declared.place, `${fault}; a function cannot be called so`);
    checkBody(declared, global, roots, reading);
  }
  for (const [name = '', ...through] of callOrder(space).cycles) {
    const place = space.functions.get(name)?.place ?? space.input.place;
    reading.source.error(place, `the function ${name} calls itself${throughOf(through)}`);
  }
}

function checkBody(
  { parameters, body, place }: FunctionDeclaration,
  global: NameScope,
  roots: DecisionRoots,
  reading: Reading,
): void {
  const scope = new NameScope(global);
  for (const parameter of parameters) {
    const fault = nameFault(parameter);
    if (fault) reading.source.error(place, `${fault}; a parameter cannot be called so`);
    else if (scope.values.has(parameter)) reading.source.error(place, `two parameters are called "${parameter}"`);
    scope.values.set(parameter, { what: 'parameter', place, used: fault !== undefined });
  }
  checkValue(body, scope, roots, reading);
  warnUnused(scope, reading);
}

/** `, through b and c`: the other members of a cycle. */
export function throughOf(names: readonly string[]): string {
  return names.length === 0 ? '' : `, through ${listed(names)}`;
}

/** For every declared function, the last `let` that it reads, itself or through the functions that it calls. */
export function latestLets(space: Space): ReadonlyMap<string, string> {
  const position = new Map([...space.let.keys()].map((name, i) => [name, i]));
  const latest = new Map<string, string>();
  for (const callee of callOrder(space).order) {
    const reads = [
      ...letsOf(space.functions.get(callee), space),
      ...callsOf(space, callee).map((one) => latest.get(one)),
    ];
    const known = reads.filter((name) => name !== undefined);
    const [last] = known.toSorted((a, b) => (position.get(b) ?? 0) - (position.get(a) ?? 0));
    if (last !== undefined) latest.set(callee, last);
  }
  return latest;
}

function letsOf(declared: FunctionDeclaration | undefined, space: Space): string[] {
  const names = declared ? treesOf(declared.body).flatMap(expressionNames) : [];
  return names.filter((name) => space.let.has(name) && !declared?.parameters.includes(name));
}

function callOrder(space: Space): ReturnType<typeof depthFirst> {
  return depthFirst(space.functions.keys(), (callee) => callsOf(space, callee));
}

function callsOf(space: Space, callee: string): string[] {
  const declared = space.functions.get(callee);
  return declared ? treesOf(declared.body).flatMap(expressionCalls) : [];
}

/** The expressions of a value. */
export function treesOf(value: Value): Expression[] {
  if (value.kind === 'expression') return [value.tree];
  return value.kind === 'list' ? value.items.flatMap(treesOf) : [];
}
