// counts in threads and alone, of the built package: prints both, and what an interrupt gives
import { openSpace } from '../../../dist/src/index.js';
import { countExactly } from '../../../dist/src/run/whole/countExactly.js';
import { boundDiagram } from '../../../dist/src/wholeSpace/bounded.js';
import { metricQuantity } from '../../../dist/src/wholeSpace/quantity.js';

const space = await openSpace('mobilenet');
const bound = { quantity: metricQuantity('params'), min: 4_000_000n, max: 4_500_000n };
const { diagram, constraints } = boundDiagram(space.diagram, [bound]);
const counts = [];
for (const alone of [0, Infinity]) counts.push(String(await countExactly(diagram, constraints[0], {}, alone)));
const stopped = [];
for (const limits of [{ signal: AbortSignal.timeout(300) }, { timeout: 200 }]) {
  stopped.push(
    await countExactly(diagram, constraints[0], limits, 0).catch(({ name, reason }) => `${name}: ${reason}`),
  );
}
process.stdout.write(`${JSON.stringify({ counts, stopped })}\n`);
