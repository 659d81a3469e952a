/** Clouds of points, by where the points lie. */
export const CLOUDS = {
  'uniform in the cube': (random, point) => {
    for (let i = 0; i < point.length; i++) point[i] = random();
  },
  'near a simplex, noise 0.02': (random, point) => onSimplex(random, point, 0.02 * random()),
  'near a sphere, noise 0.02': (random, point) => onSphere(random, point, 0.02 * random()),
  'all on the front': (random, point) => onSimplex(random, point, 0),
} as const satisfies Readonly<Record<string, (random: () => number, point: Float64Array) => void>>;

export type Cloud = keyof typeof CLOUDS;

/** Seeded points of a cloud: a column per objective. */
export function cloudColumns(cloud: Cloud, objectives: number, count: number): Float64Array[] {
  const columns = Array.from({ length: objectives }, () => new Float64Array(count));
  const random = seededRandom(objectives);
  const point = new Float64Array(objectives);
  for (let row = 0; row < count; row++) {
    CLOUDS[cloud](random, point);
    for (let i = 0; i < objectives; i++) (columns[i] as Float64Array)[row] = point[i] as number;
  }
  return columns;
}

/** Uniform on the unit simplex (normalised exponential variates), shifted along the diagonal. */
function onSimplex(random: () => number, point: Float64Array, shift: number): void {
  let total = 0;
  for (let i = 0; i < point.length; i++) {
    point[i] = -Math.log(1 - random());
    total += point[i] as number;
  }
  for (let i = 0; i < point.length; i++) point[i] = (point[i] as number) / total + shift;
}

/** Uniform on the unit sphere's non-negative part (normalised normal variates), shifted along the diagonal. */
function onSphere(random: () => number, point: Float64Array, shift: number): void {
  let total = 0;
  for (let i = 0; i < point.length; i++) {
    point[i] = Math.abs(Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
    total += (point[i] as number) ** 2;
  }
  for (let i = 0; i < point.length; i++) point[i] = (point[i] as number) / Math.sqrt(total) + shift;
}

/** mulberry32 twice, for 53 random bits in [0, 1). */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  const bits32 = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return (bits ^ (bits >>> 14)) >>> 0;
  };
  return () => (bits32() * 2 ** 21 + (bits32() >>> 11)) / 2 ** 53;
}
