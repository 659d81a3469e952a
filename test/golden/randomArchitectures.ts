import type { Architecture, Decision } from '../../src/types.js';

/** Architectures of decisions that are all active, the same ones every time. */
export function randomArchitectures(decisions: readonly Decision[], count: number): Architecture[] {
  let state = 1;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Object.fromEntries(decisions.map(({ name, values }) => [name, values[next(values.length)] ?? ''])),
  );
}
