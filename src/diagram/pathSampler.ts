import type { Choice, Diagram } from '../types.js';
import { Draws, KeyStream } from './keyStream.js';
import { permute } from './permutation.js';
import type { SampleOptions } from './sampleCosts.js';
import { uniformIndex } from './uniformIndex.js';
import { unrank } from './unrank.js';

/** Samples of a space as choices: the same ones that sampleCosts prices. */
export class PathSampler {
  private readonly draw: (i: number, choice: Choice) => void;

  constructor(diagram: Diagram, { seed, mode }: SampleOptions) {
    if (mode === 'decision') {
      const draws = new Draws(new KeyStream(seed));
      this.draw = (i, choice) => samplePath(diagram, draws, i, choice);
    } else if (mode === 'distinct') {
      const permutation = permute(seed, diagram.size);
      this.draw = (i, choice) => unrank(diagram, permutation.at(BigInt(i)), choice);
    } else {
      this.draw = (i, choice) => unrank(diagram, uniformIndex(seed, i, diagram.size), choice);
    }
  }

  /** Writes sample i. */
  sample(i: number, choice: Choice): void {
    this.draw(i, choice);
  }
}

/** Sample i by decision: walks down from the root, every arc of a node equally likely. */
function samplePath(diagram: Diagram, draws: Draws, i: number, choice: Choice): void {
  const { order, level, arcStart, arcChild, arcValue, nodeCount } = diagram;
  choice.fill(-1);
  draws.open(i);
  for (let node = 0; node < nodeCount - 1;) {
    const start = arcStart[node] as number;
    const arc = start + draws.below((arcStart[node + 1] as number) - start);
    choice[order[level[node] as number] as number] = arcValue[arc] as number;
    node = arcChild[arc] as number;
  }
}
