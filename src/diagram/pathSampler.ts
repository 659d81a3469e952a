import type { Choice, Diagram } from '../types.js';
import { Draws, KeyStream } from './keyStream.js';
import { permute } from './permutation.js';
import { rank } from './rank.js';
import type { SampleOptions } from './sampleOptions.js';
import { UniformIndices } from './uniformIndices.js';
import { unrank } from './unrank.js';

/** Samples of a space as choices: the same ones that sampleCosts prices. */
export class PathSampler {
  private readonly draw: (i: number, choice: Choice) => bigint;

  constructor(diagram: Diagram, { seed, mode }: SampleOptions) {
    if (mode === 'decision') {
      const draws = new Draws(new KeyStream(seed));
      this.draw = (i, choice) => {
        samplePath(diagram, draws, i, choice);
        return rank(diagram, choice) as bigint;
      };
      return;
    }
    const indexOf = indices(diagram.size, seed, mode);
    this.draw = (i, choice) => {
      const index = indexOf(i);
      unrank(diagram, index, choice);
      return index;
    };
  }

  /** Writes sample i; returns its index. */
  sample(i: number, choice: Choice): bigint {
    return this.draw(i, choice);
  }
}

/** Sample number → index. */
function indices(size: bigint, seed: number, mode: 'distinct' | 'replace'): (i: number) => bigint {
  if (mode === 'distinct') {
    const permutation = permute(seed, size);
    return (i) => permutation.at(BigInt(i));
  }
  const uniform = new UniformIndices(seed, size);
  return (i) => uniform.at(i);
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
