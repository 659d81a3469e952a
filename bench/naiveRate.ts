import { METRICS } from '../src/cost/metrics.js';
import { evaluateNaive, totalCost } from '../src/diagram/evaluateNaive.js';
import type { CompiledSpace } from '../src/run/compiledSpace.js';
import { cpuSeconds } from './timing.js';

const COUNT = 25;
/** It is compiled late: there is much of it. */
const SECONDS = 1;
const COMBINE = METRICS.map((metric) => (metric === 'peak' ? ('max' as const) : ('sum' as const)));

/** Architectures a second that are costed by lowering the network of each, and adding up its layers. */
export async function naiveRate(space: CompiledSpace): Promise<number> {
  const step = space.size / BigInt(COUNT);
  const choices = Array.from({ length: COUNT }, (_, i) => space.choice(step * BigInt(i)));
  const seconds = await cpuSeconds(() => {
    for (const choice of choices) {
      const layers = evaluateNaive(space.graph, choice).map(({ cost }) => cost);
      if (!Array.isArray(totalCost(layers, COMBINE))) throw new Error('an architecture cannot be costed');
    }
  }, SECONDS);
  return COUNT / seconds;
}
