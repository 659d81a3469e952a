import {
  METRICS,
  priceRun,
  readRun,
  type ArchitectureReference,
  type CompiledSpace,
  type Metric,
  type MoveOptions,
  type RunSettings,
} from '../../src/index.js';
import { damaged } from '../damaged.js';
import { answerOf, expectSame } from '../documented.js';
import { drawn, type Draw } from '../draw.js';
import { NUMBERS } from '../pools.js';
import { revive, STRANGE_NAMES } from '../revive.js';
import { smallSpace } from '../smallSpaces.js';
import type { Target } from '../target.js';

const QUESTIONS = {
  count: (space, options) => space.count(options),
  front: (space, options) => space.front(options),
  best: (space, options) => space.best(options),
  histogram: (space, options) => space.histogram(options),
  sensitivity: (space, options) => space.sensitivity(options),
  mutate: (space, options, [first = 0]) => space.mutate(first, options as MoveOptions),
  crossover: (space, options, [first = 0, second = 1]) => space.crossover(first, second, options as MoveOptions),
  repair: (space, options, [first = 0]) => space.repair(first, options as MoveOptions),
  sample: (space, options) => countRows(space.sample(options)),
  enumerate: (space, options) => countRows(space.enumerate(options)),
  price: async (space, options) => priceRun(space.cost(0), await readRun(options as RunSettings)),
} satisfies Record<string, (space: CompiledSpace, options: object, of: readonly ArchitectureReference[]) => unknown>;

type Question = keyof typeof QUESTIONS;

interface Request {
  readonly space: number;
  readonly ask: Question;
  readonly options: { readonly budget?: unknown };
  readonly of: readonly ArchitectureReference[];
}

/**
 * Questions to small spaces with options that are damaged: budgets, scores, objectives, seeds. Budgets count what
 * enumeration counts.
 */
export const requests: Target = {
  share: 60,
  inputs: drawn((draw) => {
    const request = JSON.stringify(requestOf(draw));
    return draw.chance(70) ? damaged(request, draw) : request;
  }),
  async run(text) {
    const request = revive(text);
    if (!isRequest(request)) return false;
    const space = await smallSpace(request.space);
    const answer: unknown = await answerOf<unknown>(() =>
      QUESTIONS[request.ask](space, inProcess(request.options), request.of),
    );
    const { budget } = request.options;
    if (answer === undefined || !isPlainBudget(budget)) return answer !== undefined;
    const left = within(await figuresOf(space), budget);
    if (request.ask === 'count') {
      const { lower, upper } = answer as { readonly lower: bigint; readonly upper: bigint };
      if (lower > left || upper < left)
        throw new Error(`wrong answer: [${lower}, ${upper}] architectures are within the budget, where ${left} are`);
    } else if (request.ask !== 'enumerate' && request.ask !== 'sensitivity' && request.ask !== 'price') {
      expectSame('whether something is within the budget', left > 0n || request.ask === 'sample', true);
    }
    return true;
  },
};

const MOST_ROWS = 5000;

/** Threads would outlive the request that asked for them, and samples may be as many as one likes. */
function inProcess(options: object): object {
  const count = 'count' in options && Number.isSafeInteger(options.count) ? Number(options.count) : 0;
  if (count > MOST_ROWS) return inProcess({ ...options, count: MOST_ROWS });
  return 'workers' in options && typeof options.workers === 'number' && options.workers > 0
    ? { ...options, workers: 0 }
    : options;
}

function isRequest(request: unknown): request is Request {
  if (typeof request !== 'object' || request === null) return false;
  const { space, ask, options, of } = request as Partial<Request>;
  const isQuestion = typeof ask === 'string' && Object.hasOwn(QUESTIONS, ask);
  return (
    Number.isSafeInteger(space) && isQuestion && typeof options === 'object' && options !== null && Array.isArray(of)
  );
}

const FIGURES = [...METRICS, 'score', 'run-flops', 'time'];
const LIMITS = [
  896,
  1000,
  '5e3',
  '1.5e4',
  '12345.5',
  40_000,
  '2e5',
  '1e6',
  5e6,
  ' 7e5 ',
  '.5',
  '1_000',
  '@bigint',
  '@huge',
];

/** Sound, for the most part. */
function requestOf(draw: Draw): object {
  const metric = () => draw.of(draw.chance(85) ? METRICS : FIGURES);
  const direction = () => draw.of(['min', 'max']);
  const limit = () => draw.of<unknown>(draw.chance(85) ? LIMITS : [...NUMBERS, ...STRANGE_NAMES]);
  const window = () => ({ ...(draw.chance(60) && { max: limit() }), ...(draw.chance(40) && { min: limit() }) });
  const ask = draw.of(Object.keys(QUESTIONS) as Question[]);
  const own: Record<Question, () => object> = {
    count: () => (draw.chance(20) ? { approx: draw.of([0.1, 1e-9]) } : {}),
    front: () => ({
      objectives: draw.list(1, 3, () => ({ metric: metric(), direction: direction() })),
      ...(draw.chance(20) && { epsilon: 0.1 }),
    }),
    best: () => ({ objective: { metric: metric(), direction: direction() }, top: draw.of([1, 3, 1000]) }),
    histogram: () => ({ metric: metric(), bins: draw.of([3, 1]), ...(draw.chance(40) && { by: 'stage.depth' }) }),
    sensitivity: () => ({ metrics: draw.list(1, 2, metric) }),
    mutate: () => ({ seed: draw.nat(5) }),
    crossover: () => ({ seed: draw.nat(5) }),
    repair: () => ({}),
    sample: () => ({
      count: draw.of([5, 100, 2000]),
      seed: draw.nat(9),
      workers: 0,
      ...(draw.chance(30) && { uniformOver: metric(), strata: 3 }),
      ...(draw.chance(20) && { by: 'decision' }),
      ...(draw.chance(20) && { replace: true }),
    }),
    price: () => ({
      epochs: 3,
      datasetSize: draw.of([1000, 2 ** 53 - 1]),
      batch: 32,
      utilisation: draw.of([0.5, 1]),
      device: 'T4',
    }),
    enumerate: () => ({ from: draw.nat(100), to: 100 + draw.nat(200), workers: 0 }),
  };
  const takesBudget = !['sensitivity', 'enumerate', 'price'].includes(ask);
  return {
    space: draw.nat(2),
    ask,
    options: {
      ...own[ask](),
      ...(takesBudget &&
        draw.chance(70) && { budget: Object.fromEntries(draw.list(1, 3, () => [metric(), window()])) }),
      ...(takesBudget &&
        draw.chance(30) && {
          scores: { 'stage.depth': [0.1, -2, draw.of([1e-3, 1e15, 3])], intercept: draw.of([0, 71.3]) },
        }),
    },
    of: [draw.of([0, 5, '@bigint']), draw.of<unknown>([1, 100, { 'stage.depth': 1 }])],
  };
}

async function countRows(pieces: AsyncIterable<{ readonly count: number }>): Promise<number> {
  let rows = 0;
  for await (const { count } of pieces) rows += count;
  return rows;
}

type Limits = Readonly<
  Partial<Record<Metric, { readonly min?: number | bigint | string; readonly max?: number | bigint | string }>>
>;

function isPlainBudget(budget: unknown): budget is Limits {
  return (
    typeof budget === 'object' &&
    budget !== null &&
    Object.keys(budget).every((name) => (METRICS as readonly string[]).includes(name))
  );
}

const known = new Map<CompiledSpace, Promise<Readonly<Record<Metric, bigint>>[]>>();

function figuresOf(space: CompiledSpace): Promise<Readonly<Record<Metric, bigint>>[]> {
  const found = known.get(space) ?? enumerateFigures(space);
  known.set(space, found);
  return found;
}

async function enumerateFigures(space: CompiledSpace): Promise<Readonly<Record<Metric, bigint>>[]> {
  return Array.from({ length: Number(space.size) }, (_, i) => {
    const costs = space.cost(i);
    return Object.fromEntries(METRICS.map((metric) => [metric, BigInt(costs[metric])])) as Record<Metric, bigint>;
  });
}

function within(rows: readonly Readonly<Record<Metric, bigint>>[], budget: Limits): bigint {
  const windows = Object.entries(budget).map(
    ([metric, { min, max }]) =>
      [
        metric as Metric,
        min === undefined ? undefined : tenths(min),
        max === undefined ? undefined : tenths(max),
      ] as const,
  );
  const left = rows.filter((row) =>
    windows.every(([metric, min, max]) => {
      const [figure, scale] = [row[metric], DENOMINATOR];
      return (min === undefined || figure * scale >= min) && (max === undefined || figure * scale <= max);
    }),
  );
  return BigInt(left.length);
}

/** Limits as multiples of 10^-400, the smallest that there are. */
const DIGITS = 400;
const DENOMINATOR = 10n ** BigInt(DIGITS);

function tenths(limit: number | bigint | string): bigint {
  const [mantissa = '', power = '0'] = String(limit).trim().replaceAll('_', '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const sign = whole.startsWith('-') ? -1n : 1n;
  const digits = BigInt(`${whole.replace(/^[+-]/, '')}${fraction}` || '0');
  return sign * digits * 10n ** BigInt(DIGITS + Number(power) - fraction.length);
}
