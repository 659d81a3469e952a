import type { Direction, Ties } from '../../src/pareto/options.js';

/** The front by its definition: every row against every other. */
export function frontByDefinition(
  columns: readonly Float64Array[],
  directions: readonly Direction[],
  ties: Ties = 'all',
  count = columns[0]?.length ?? 0,
): number[] {
  const width = columns.length;
  const points = new Float64Array(count * width);
  columns.forEach((column, objective) => {
    const sign = directions[objective] === 'max' ? -1 : 1;
    for (let row = 0; row < count; row++) points[row * width + objective] = sign * (column[row] as number);
  });
  const front: number[] = [];
  for (let row = 0; row < count; row++) {
    let dropped = false;
    for (let other = 0; other < count && !dropped; other++) {
      let worse = false;
      let better = ties === 'first' && other < row;
      for (let objective = 0; objective < width && !worse; objective++) {
        const [left, right] = [points[other * width + objective] as number, points[row * width + objective] as number];
        worse = left > right;
        better ||= left < right;
      }
      dropped = better && !worse;
    }
    if (!dropped) front.push(row);
  }
  return front;
}

/** A seeded generator of numbers in [0, 1): mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
