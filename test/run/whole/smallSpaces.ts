import {
  METRICS,
  openSpace,
  type Architecture,
  type Budget,
  type CompiledSpace,
  type Metric,
} from '../../../src/index.js';

/** One architecture, evaluated on its own. */
export interface PlainRow {
  readonly index: bigint;
  readonly architecture: Architecture;
  readonly figures: Readonly<Partial<Record<string, bigint>>>;
}

const input = { channels: 3, size: 16 };

/**
 * Spaces of up to a thousand architectures: shared, conditional and repeated decisions, alternatives, subsets,
 * constraints.
 */
const TEXTS = {
  constrained: {
    input: { channels: 3, size: 'side' },
    decisions: { side: { choice: [8, 12, 16] }, width: { choice: [4, 6, 8, 10] }, deep: { choice: [false, true] } },
    network: [
      { conv: 'width', kernel: { choice: [1, 3, 5] }, norm: 'batch' },
      { layers: [{ conv: 'width', kernel: { choice: [1, 3] } }, { act: 'relu' }], when: 'deep' },
      'globalPool',
      { linear: 4 },
    ],
    where: ['side * width <= 128', 'not (deep and width == 4)'],
  },
  repeated: {
    input,
    network: [
      { conv: 8, kernel: 3, act: 'relu' },
      {
        name: 'stage',
        repeat: { choice: [0, 1, 2, 3] },
        layers: [{ name: 'mix', conv: { choice: [8, 12] }, kernel: { choice: [1, 3] }, act: 'relu' }],
      },
      'globalPool',
      { linear: { choice: [2, 3, 4] } },
    ],
  },
  alternatives: {
    input: { channels: 4, size: 12 },
    blocks: {
      cell: {
        shared: true,
        layers: [
          {
            choose: {
              none: 'identity',
              small: { conv: 'in.channels', kernel: 1 },
              large: { conv: 'in.channels', kernel: { choice: [3, 5] } },
            },
          },
        ],
      },
    },
    network: [
      { block: 'cell' },
      {
        pick: [1, 2],
        of: { p: { depthwise: 3 }, q: { squeeze: 2 }, r: { conv: 'in.channels', kernel: 3 } },
        join: 'add',
      },
      { block: 'cell' },
      { conv: { choice: [4, 6, 10] }, kernel: 1, when: { choice: [true, false] } },
    ],
  },
} as const;

export async function smallSpaces(): Promise<CompiledSpace[]> {
  return Promise.all(Object.entries(TEXTS).map(([name, text]) => openText({ name, ...text })));
}

export async function openText(text: object): Promise<CompiledSpace> {
  return openSpace({ text: JSON.stringify({ name: 'test', ...text }) });
}

export const NONE = {
  input,
  decisions: { a: { choice: [1, 2] } },
  network: [{ conv: 'a', kernel: 1 }],
  where: ['a > 2'],
};
export const ONLY = { input, network: [{ conv: 8, kernel: 3 }, 'globalPool', { linear: 4 }] };

export async function rowsOf(space: CompiledSpace): Promise<PlainRow[]> {
  const rows: PlainRow[] = [];
  for await (const { count, metrics, index, architecture } of space.enumerate({ workers: 0 })) {
    for (let row = 0; row < count; row++) {
      const figures = Object.fromEntries(
        METRICS.map((metric) => [metric, BigInt((metrics[metric] as ArrayLike<number | bigint>)[row] as number)]),
      );
      rows.push({ index: index(row), architecture: architecture(row), figures });
    }
  }
  return rows;
}

export function within(row: PlainRow, budget: Budget): boolean {
  return Object.entries(budget).every(([name, { min, max }]) => {
    const figure = row.figures[name] as bigint;
    return (min === undefined || figure >= BigInt(min)) && (max === undefined || figure <= BigInt(max));
  });
}

/** Mulberry32: numbers in [0, 1) that are the same in every run. */
export function randoms(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A budget of so many metrics, whose ends are figures that occur, or beside them; exact equality now and then. */
export function drawBudget(
  rows: readonly PlainRow[],
  metrics: readonly Metric[],
  count: number,
  random: () => number,
): Budget {
  const names = metrics.toSorted(() => random() - 0.5).slice(0, count);
  return Object.fromEntries(
    names.map((name) => {
      const figure = () => rows[Math.floor(random() * rows.length)]?.figures[name] as bigint;
      const [low, high] = [figure(), figure()].toSorted(ascending) as [bigint, bigint];
      const beside = () => BigInt(Math.floor(random() * 3) - 1);
      const kind = random();
      if (kind < 0.15) return [name, { min: low, max: low }];
      if (kind < 0.4) return [name, { max: high + beside() }];
      if (kind < 0.6) return [name, { min: low + beside() }];
      return [name, { min: low, max: high }];
    }),
  );
}

/** Of a front, as text: rows that no other row is as good as in all and better than in some. */
export function plainFront(
  rows: readonly PlainRow[],
  objectives: readonly { readonly metric: string; readonly direction: 'min' | 'max' }[],
): string[] {
  const points = new Map<string, bigint[]>();
  for (const { figures } of rows) {
    const point = objectives.map(({ metric, direction }) => {
      const figure = figures[metric] as bigint;
      return direction === 'min' ? figure : -figure;
    });
    points.set(point.join(), point);
  }
  const sorted = [...points.values()].toSorted((a, b) => {
    const i = a.findIndex((figure, k) => figure !== b[k]);
    return ascending(a[i] ?? 0n, b[i] ?? 0n);
  });
  // in lexicographic order only an earlier point dominates, and if any does, one of the front does
  const front: bigint[][] = [];
  for (const point of sorted) {
    if (!front.some((other) => other.every((figure, i) => figure <= (point[i] as bigint)))) front.push(point);
  }
  return front.map((point) => point.map((figure, i) => (objectives[i]?.direction === 'min' ? figure : -figure)).join());
}
