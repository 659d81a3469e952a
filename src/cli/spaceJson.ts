import type { CompiledSpace } from '../run/compiledSpace.js';

/** What every document says of its space. */
export function spaceJson({ name, size, hash, options }: CompiledSpace): object {
  return { space: { name, size: size.toString(), hash }, options };
}
