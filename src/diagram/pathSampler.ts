import type { Choice, Diagram } from '../types.js';
import { Draws, KeyStream } from './keyStream.js';
import { rank } from './rank.js';
import { sampleIndices, type SampleIndices } from './sampleIndices.js';
import type { SampleOptions } from './sampleOptions.js';
import { unrank } from './unrank.js';

/** Samples of a space as choices: the same ones that sampleCosts prices. */
export class PathSampler {
  readonly #diagram: Diagram;
  /** Sample number → index; nothing where the path is drawn, and the index follows from it. */
  readonly #indices: ((i: number) => bigint) | undefined;
  readonly #draws: Draws;

  constructor(diagram: Diagram, { seed, mode }: SampleOptions) {
    this.#diagram = diagram;
    // distinct samples end with the space
    const end = mode === 'distinct' ? Math.min(Number(diagram.size), Number.MAX_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER;
    this.#indices = mode === 'decision' ? undefined : inBlocks(sampleIndices(diagram.size, seed, mode), end);
    this.#draws = new Draws(new KeyStream(seed));
  }

  /** Writes sample i; returns its index. */
  sample(i: number, choice: Choice): bigint {
    if (this.#indices === undefined) {
      samplePath(this.#diagram, this.#draws, i, choice);
      return rank(this.#diagram, choice) as bigint;
    }
    const index = this.#indices(i);
    unrank(this.#diagram, index, choice);
    return index;
  }

  /** The index of sample i, whose choice is known; quickest for one number after the other. */
  indexOf(i: number, choice: Choice): bigint {
    return this.#indices === undefined ? (rank(this.#diagram, choice) as bigint) : this.#indices(i);
  }
}

/** Indices that are had at a time where numbers follow each other. */
const BLOCK = 256;

/** @param end of the sample numbers */
function inBlocks({ at, fill }: SampleIndices, end: number): SampleIndices['at'] {
  if (fill === undefined) return at;
  const low = new Float64Array(BLOCK);
  const high = new Float64Array(BLOCK);
  let first = 0;
  let count = 0;
  return (i) => {
    if (i < first || i >= first + count) {
      count = Math.min(i === first + count ? BLOCK : 1, end - i);
      first = i;
      fill(first, count, low, high);
    }
    return (BigInt(high[i - first] as number) << 40n) + BigInt(low[i - first] as number);
  };
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
