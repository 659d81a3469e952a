import { groupDigits } from '../../src/report/groupDigits.js';
import { openSpace } from '../../src/run/openSpace.js';
import { shippedSpaces } from '../../src/run/shippedSpaces.js';
import type { Measure } from '../measure.js';
import type { RoundRow } from '../row.js';

/** Every shipped space, from its file to a diagram, one after the other in one process; and how large the diagrams are. */
export const measure: Measure = async () => {
  const rows: RoundRow[] = [];
  // code that is compiled for the first of them is not theirs
  await openSpace('mobilenet');
  for (const name of shippedSpaces()) {
    const before = process.cpuUsage();
    const { stats, wide } = await openSpace(name);
    const { user, system } = process.cpuUsage(before);
    const size = `${groupDigits(stats.nodes)} nodes, ${groupDigits(stats.arcs)} arcs`;
    rows.push({
      what: `${name}: ${wide.length === 0 ? size : `${size}, ${wide.length} layers wide`}`,
      figure: (user + system) / 1e3,
      unit: 'ms',
      clock: 'CPU',
    });
  }
  return rows;
};
