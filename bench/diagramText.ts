import { groupDigits } from '../src/report/groupDigits.js';
import type { CompiledSpace } from '../src/run/compiledSpace.js';

/** How large a space's diagram is, and how many layers it leaves out. */
export function diagramText({ stats, wide }: CompiledSpace): string {
  const arcs = `${groupDigits(stats.nodes)} nodes, ${groupDigits(stats.arcs)} arcs`;
  return wide.length === 0 ? arcs : `${arcs}, ${wide.length} layers wide`;
}
