import { suggest } from '../../space/suggest.js';
import type { CompiledSpace } from '../compiledSpace.js';
import { RequestError } from '../errors.js';
import { shownValue } from '../shownValue.js';
import type { KnownNetwork } from './knownNetwork.js';

/** A known network in the space that holds it. */
export interface LocatedNetwork {
  readonly known: KnownNetwork;
  /** The space asked for; where that does not hold the network, the space of the network alone. */
  readonly space: CompiledSpace;
  /** In that space. */
  readonly index: bigint;
}

/**
 * Finds a known network.
 *
 * @throws ArchitectureError where its architecture is not what the file says it is
 */
export function locateKnown(space: CompiledSpace, known: KnownNetwork): LocatedNetwork {
  if (known.outside === undefined) return { known, space, index: space.indexOf(known.architecture) };
  return { known, space: space.settle(known.architecture), index: 0n };
}

/**
 * Finds a known network of a space by its name, in any case of letters.
 *
 * @throws RequestError where no known network of the space is called so, with the nearest name
 */
export async function findKnown(space: CompiledSpace, name: string): Promise<LocatedNetwork> {
  const { networks } = await space.known();
  const found = networks.find((network) => network.name === name.toLowerCase());
  if (found !== undefined) return locateKnown(space, found);
  const names = networks.map((network) => network.name);
  if (names.length === 0) throw new RequestError(`no networks of ${space.name} are known by name`);
  const hint = suggest(name, names) ?? `its known networks are ${names.join(', ')}`;
  throw new RequestError(`no network of ${space.name} is known as ${shownValue(name)}; ${hint}`);
}
