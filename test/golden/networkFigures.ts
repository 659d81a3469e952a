import type { CompiledSpace } from '../../src/run/compiledSpace.js';
import type { Architecture } from '../../src/types.js';

/** forward, filter gradient, input gradient, training, params, and output elements of convolutions. */
export type NetworkFigures = readonly number[];

/**
 * The figures of a network that is in the space.
 *
 * @param linear output features of its linear layers, which the originals' counts of activations leave out
 * @throws ArchitectureError where the space does not hold it
 */
export function networkFigures(
  space: CompiledSpace,
  architecture: Architecture | bigint,
  linear: number,
): NetworkFigures {
  const index = typeof architecture === 'bigint' ? architecture : space.indexOf(architecture);
  const { forward, filterGrad, inputGrad, training, params, activations } = space.cost(index);
  return [forward, filterGrad, inputGrad, training, params, Number(activations) - linear].map(Number);
}
