import { METRICS } from '../../cost/metrics.js';
import { boundDiagram, type Bound, type Bounded } from '../../wholeSpace/bounded.js';
import { bracketOne, type Bracket } from '../../wholeSpace/countWithin.js';
import { ratio } from '../../wholeSpace/moments.js';
import { withColumns } from '../../wholeSpace/withColumns.js';
import { refineWithin } from '../../wholeSpace/withinDiagram.js';
import type { Work } from '../../wholeSpace/work.js';
import { normalise } from '../../cost/exact.js';
import type { Diagram } from '../../types.js';
import type { Check, ShardSpace } from '../job.js';
import { openSource } from '../openSource.js';
import type { Runnable } from '../runJob.js';

/** What architectures within a budget are drawn from: candidates, all of which are checked. */
export interface Draw {
  readonly runnable: Runnable;
  /** What candidates must pass; none where every candidate is within the budget. */
  readonly checks: readonly Check[];
  /** The share of candidates that passed, of some that were tried; 1 where all do. */
  readonly acceptance: number;
  /** How many architectures are within the budget: certainly, and possibly. */
  readonly within: Bracket;
}

/**
 * Of the space's own paths, so many within the budget are a fair share: they are drawn fastest. Small diagrams are
 * refined anyway.
 */
const WORTH_DRAWING = 0.2;
const SMALL_ARCS = 2000;
/** Otherwise of a finer diagram's. */
const WORTH_REFINING = 0.5;
const CAPS = [128, 256, 1024, 4096];
const ANY = Number.MIN_VALUE;
/** With more arcs than this, of about 100 bytes each, the next diagram would be too large. */
const MODEST_ARCS = 750_000;

/**
 * Prepares to draw from the architectures within some bounds: a relaxed diagram of them, as fine as it takes for a fair
 * share of its paths to be within. How fine does not depend on what is drawn, so that sample i is the same in every
 * run. To tell whether there are any, one that is found is enough.
 */
export function* prepareDraw(
  { shardSpace, workerStart }: Runnable,
  bounds: readonly Bound[],
  purpose: 'draw' | 'tell' = 'draw',
): Work<Draw> {
  const [worthDrawing, worthRefining] = purpose === 'tell' ? [ANY, ANY] : [WORTH_DRAWING, WORTH_REFINING];
  const isMetric = ({ quantity }: Bound) => (METRICS as readonly string[]).includes(quantity.name);
  const others = bounds.filter((bound) => !isMetric(bound));
  const diagram = withColumns(
    shardSpace.diagram,
    others.map(({ quantity }) => quantity),
  );
  const checks = bounds.map((bound): Check => {
    const { name } = bound.quantity;
    const place = METRICS.findIndex((metric) => metric === name);
    const metric = isMetric(bound) ? place : METRICS.length + others.indexOf(bound);
    return {
      metric,
      min: bound.min === undefined ? undefined : normalise(bound.min),
      max: bound.max === undefined ? undefined : normalise(bound.max),
    };
  });
  const open = (drawn: Diagram): Runnable => ({
    shardSpace: { ...shardSpace, drawn },
    workerStart: { ...workerStart, drawnBuffer: drawn.buffer },
  });
  // what the diagram leaves out may take any architecture out of the budget
  if (shardSpace.wide.length > 0)
    return { runnable: open(diagram), checks, acceptance: 1, within: { lower: 0n, upper: diagram.size } };
  const bounded = boundDiagram(diagram, bounds);
  yield undefined;
  const tried = (drawn: Diagram) => tryCandidates({ ...shardSpace, drawn }, checks);
  const mayBePlain = bounded.constraints.length > 0 && bounded.diagram.arcCount > SMALL_ARCS;
  const plain = mayBePlain ? tried(bounded.diagram) : 0;
  yield undefined;
  if (plain >= worthDrawing) {
    const within = purpose === 'tell' ? { lower: 0n, upper: bounded.diagram.size } : yield* roughly(bounded);
    return { runnable: open(bounded.diagram), checks, acceptance: plain, within };
  }
  let acceptance = 0;
  const {
    diagram: drawn,
    exact: isExact,
    certain,
  } = yield* refineWithin(bounded, CAPS, MODEST_ARCS, (within) => {
    acceptance = within.exact ? 1 : tried(within.diagram);
    return acceptance >= worthRefining;
  });
  const bracket = { lower: certain, upper: drawn.size };
  return { runnable: open(drawn), checks: isExact ? [] : checks, acceptance, within: bracket };
}

/**
 * The share of a space of this size that is within the budget, from the candidates that were tried; it lies in the
 * bracket.
 */
export function estimateShare(size: bigint, { lower, upper }: Bracket, { runnable, acceptance }: Draw): number {
  const tried = acceptance * ratio(runnable.shardSpace.drawn.size, size);
  return Math.min(ratio(upper, size), Math.max(ratio(lower, size), tried));
}

/** Sums per list: a fraction of a second, for a bracket of about a percent. */
const ROUGH_CAP = 2 ** 12;

function* roughly({ diagram, constraints }: Bounded): Work<Bracket> {
  const [only, second] = constraints;
  if (only === undefined || second !== undefined) return { lower: 0n, upper: diagram.size };
  return yield* bracketOne(diagram, only, ROUGH_CAP);
}

/** Tells the share of candidates that pass to a percent or so. */
const TRIED = 8192;

function tryCandidates(space: ShardSpace, checks: readonly Check[]): number {
  if (space.drawn.size === 0n) return 0;
  const selection = { kind: 'sample', seed: 0, by: 'architecture', replace: true } as const;
  return openSource(space, { selection, metrics: [], checks }).rows(0, TRIED).count / TRIED;
}
