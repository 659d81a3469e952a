import { openSpace } from '../src/run/openSpace.js';
import { shippedSpaces } from '../src/run/shippedSpaces.js';
import type { BenchRow } from './row.js';

/** What every shipped space takes to trace and compile, and how large its diagram is. */
export async function benchSpaces(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const name of shippedSpaces()) {
    const { stats, wide } = await openSpace(name);
    const kind = wide.length === 0 ? '' : `, ${wide.length} layers wide`;
    rows.push({
      what: `trace and compile ${name}`,
      figure: stats.traceMilliseconds + stats.milliseconds,
      unit: 'ms',
      note: `${stats.nodes.toLocaleString('en')} nodes, ${stats.arcs.toLocaleString('en')} arcs${kind}`,
    });
  }
  return rows;
}
