import type { CompiledSpace } from '../../src/run/compiledSpace.js';
import { findKnown } from '../../src/run/known/locateKnown.js';
import { figuresOf } from './figuresOf.js';

/** Figures of a network that is known by name, in the order of FIGURES. */
export async function knownFigures(space: CompiledSpace, name: string): Promise<readonly number[]> {
  const { space: holder, index } = await findKnown(space, name);
  return figuresOf(holder.cost(index));
}
