import { anyWithin } from '../../wholeSpace/anyWithin.js';
import { bracketOne, type Bracket } from '../../wholeSpace/countWithin.js';
import { ratio } from '../../wholeSpace/moments.js';
import { runWork, Stopped, type Work, type WorkLimits } from '../../wholeSpace/work.js';
import { refineWithin } from '../../wholeSpace/withinDiagram.js';
import { checkOptions, type OptionRules } from '../checkOptions.js';
import type { CompiledSpace } from '../compiledSpace.js';
import { wholeNumber } from '../optionRules.js';
import { ask, ASK_RULES, type Asked } from './asked.js';
import { estimateShare, prepareDraw, type Draw } from './draw.js';
import { openSource } from '../openSource.js';
import { larger, smaller } from './ends.js';
import { countExactly } from './countExactly.js';
import { countWide } from './countWide.js';
import type { CountAnswer, CountOptions } from './questions.js';

const POSITIVE = { expected: 'a number above 0', holds: (value: unknown) => typeof value === 'number' && value > 0 };

export const COUNT_RULES: OptionRules<CountOptions> = {
  ...ASK_RULES,
  approx: POSITIVE,
  timeout: POSITIVE,
  samples: wholeNumber(1),
};

/**
 * How many architectures meet a budget: first a bracket, then refined until it is exact, or as narrow as asked for.
 *
 * @throws RequestError where an option makes no sense; Stopped where it is interrupted
 */
export async function countArchitectures(space: CompiledSpace, options: CountOptions = {}): Promise<CountAnswer> {
  checkOptions('count', options, COUNT_RULES);
  const asked = ask(space, options);
  if (space.wide.length > 0) {
    const { share, ...found } = await countWide(asked, options);
    return { ...answer(space, found), share };
  }
  const bracket = await new Refinement(asked, options).run();
  const found = answer(space, { ...bracket, by: 'diagram' });
  const { lower, upper } = bracket;
  if (lower === upper || ratio(upper - lower, upper) <= WIDE || options.timeout !== undefined) return found;
  const draw = await asked.work(prepareDraw(space.runnable, asked.bounds));
  if (draw.runnable.shardSpace.drawn.size > FEW) return { ...found, share: estimateShare(space.size, found, draw) };
  const count = await asked.work(checkAll(draw));
  return answer(space, { lower: count, upper: count, by: 'diagram' });
}

/** The middle of a wider bracket says little. */
const WIDE = 0.02;
/** So many candidates are checked one by one, in a few seconds. */
const FEW = 20_000_000n;
const SHARD = 65_536;

/** How many candidates are within the budget. */
function* checkAll({ runnable, checks }: Draw): Work<bigint> {
  const { shardSpace } = runnable;
  const size = Number(shardSpace.drawn.size);
  const source = openSource(shardSpace, { selection: { kind: 'enumerate', from: 0n }, metrics: [], checks });
  let count = 0;
  for (let lo = 0; lo < size; lo += SHARD) {
    count += source.rows(lo, Math.min(size, lo + SHARD)).count;
    yield undefined;
  }
  return BigInt(count);
}

function answer({ size }: CompiledSpace, found: Bracket & Pick<CountAnswer, 'by'>): CountAnswer {
  const { lower, upper } = found;
  const share = size === 0n ? 0 : ratio(lower + upper, 2n * size);
  return { ...found, size, share, exact: lower === upper };
}

/** Sums per list of the brackets, the last of which takes about a second for 10^4 arcs. */
const CAPS = [2 ** 12, 2 ** 14, 2 ** 16, 2 ** 17, 2 ** 18] as const;
/** States per node, where there are several constraints. */
const STATES = [64, 512, 4096, 32_768];
/** With more arcs than this, the next diagram would not fit. */
const WORTH_REFINING = 1_000_000;

class Refinement {
  private bracket: Bracket;
  private readonly asked: Asked;
  private readonly approx: number;
  private readonly deadline: number;

  constructor(asked: Asked, { approx = 0, timeout = Infinity }: CountOptions) {
    this.asked = asked;
    this.approx = approx;
    this.deadline = performance.now() + 1000 * timeout;
    this.bracket = { lower: 0n, upper: asked.bounded().diagram.size };
  }

  async run(): Promise<Bracket> {
    try {
      await this.refine();
    } catch (error) {
      if (!(error instanceof Stopped) || error.reason !== 'timeout') throw error;
    }
    return this.bracket;
  }

  private async refine(): Promise<void> {
    const { diagram, constraints } = this.asked.bounded();
    const [only] = constraints;
    if (only === undefined) return this.narrow({ lower: diagram.size, upper: diagram.size });
    if (constraints.length === 1) {
      // a narrow bracket where it may be all that there is time for, or all that is asked for
      for (const cap of this.approx > 0 || Number.isFinite(this.deadline) ? CAPS : []) {
        this.narrow(await this.work(bracketOne(diagram, only, cap)));
        if (this.isNarrow) return;
      }
      const count = await countExactly(diagram, only, this.limits);
      this.narrow({ lower: count, upper: count });
      return;
    }
    // no more meet all of them than the one that fewest meet
    for (const constraint of constraints) {
      const { upper } = await this.work(bracketOne(diagram, constraint, CAPS[0]));
      this.narrow({ lower: 0n, upper });
    }
    await this.work(
      refineWithin(this.asked.bounded(), STATES, WORTH_REFINING, ({ certain, diagram: { size } }) => {
        this.narrow({ lower: certain, upper: size });
        return this.isNarrow;
      }),
    );
    if (this.bracket.lower > 0n || this.bracket.upper === 0n) return;
    // whether any architecture at all meets the budget can be told where how many cannot
    const isMet = await this.work(anyWithin(this.asked.bounded(), this.asked.labels));
    if (isMet !== undefined) this.narrow(isMet ? { lower: 1n, upper: this.bracket.upper } : { lower: 0n, upper: 0n });
  }

  private get isNarrow(): boolean {
    const { lower, upper } = this.bracket;
    return lower === upper || ratio(upper - lower, upper) <= this.approx;
  }

  private narrow({ lower, upper }: Bracket): void {
    const { bracket } = this;
    this.bracket = {
      lower: larger(lower, bracket.lower),
      upper: smaller(upper, bracket.upper),
    };
  }

  private work<T>(work: Work<T>): Promise<T> {
    return runWork(work, this.limits);
  }

  private get limits(): WorkLimits {
    return { signal: this.asked.signal, timeout: Math.max(0, this.deadline - performance.now()) };
  }
}
