export interface DepthFirst {
  /** Every name after all that it leads to, but for those on a cycle. */
  readonly order: readonly string[];
  /** One cycle for every edge that closes one, from the name that it leads back to. */
  readonly cycles: readonly (readonly string[])[];
}

/** Beyond these, cycles are passed over. */
const MOST_CYCLES = 50;

/** Walks a graph of names, depth first and without recursion. Names that are not among `names` lead nowhere. */
export function depthFirst(names: Iterable<string>, next: (name: string) => readonly string[]): DepthFirst {
  const all = new Set(names);
  const order: string[] = [];
  const cycles: string[][] = [];
  const done = new Set<string>();
  for (const start of all) {
    const path: { name: string; rest: Iterator<string> }[] = [];
    const open = new Set<string>();
    const enter = (name: string) => {
      path.push({ name, rest: new Set(next(name)).values() });
      open.add(name);
    };
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { done: finished, value: child } = top.rest.next();
      if (finished) {
        order.push(top.name);
        done.add(top.name);
        open.delete(top.name);
        path.pop();
      } else if (open.has(child)) {
        if (cycles.length < MOST_CYCLES) cycles.push(namesFrom(child, path));
      } else if (all.has(child) && !done.has(child)) enter(child);
    }
  }
  return { order, cycles };
}

function namesFrom(name: string, path: readonly { readonly name: string }[]): string[] {
  const names = path.map((step) => step.name);
  return names.slice(names.indexOf(name));
}
