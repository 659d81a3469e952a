import type { Diagram } from '../types.js';
import type { Measure } from './measure.js';
import { mergeLists, shifted, singleSum, SumGrid, type ListRules, type SumList } from './sumList.js';
import type { Work } from './work.js';

/**
 * How many architectures have each excess: the list of the terminal, made from the root down. Exact where no list had
 * more than
 * `cap` sums; otherwise its sums are rounded down, by at most its error. Counts are float64.
 */
export function* distribution(diagram: Diagram, { excess }: Measure, rules: ListRules): Work<SumList> {
  const { nodeCount, arcStart, arcChild } = diagram;
  const incoming = new Array<SumList[] | undefined>(nodeCount);
  const grid = new SumGrid();
  incoming[0] = [singleSum(0)];
  for (let node = 0; node < nodeCount - 1; node++) {
    const list = mergeLists(incoming[node] ?? [], rules, grid);
    incoming[node] = undefined;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      const child = arcChild[arc] as number;
      (incoming[child] ??= []).push(shifted(list, excess[arc] as number));
    }
    yield undefined;
  }
  return mergeLists(incoming[nodeCount - 1] ?? [], rules);
}
