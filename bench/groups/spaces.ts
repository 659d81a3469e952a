import { openSpace } from '../../src/run/openSpace.js';
import { shippedSpaces } from '../../src/run/shippedSpaces.js';
import { diagramText } from '../diagramText.js';
import type { Measure } from '../measure.js';
import type { RoundRow } from '../row.js';

/**
 * Every shipped space, from its file to a diagram, one after the other in one process; and how large the diagrams are.
 */
export const measure: Measure = async () => {
  const rows: RoundRow[] = [];
  // code that is compiled for the first of them is not theirs
  await openSpace('mobilenet');
  for (const name of shippedSpaces()) {
    const before = process.cpuUsage();
    const space = await openSpace(name);
    const { user, system } = process.cpuUsage(before);
    rows.push({
      what: `${name}: ${diagramText(space)}`,
      figure: (user + system) / 1e3,
      unit: 'ms',
      clock: 'CPU',
    });
  }
  return rows;
};
