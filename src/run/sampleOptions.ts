import { FILE_FORMATS, type FileFormat } from '../report/fileFormat.js';
import type { Ties } from '../pareto/paretoFront.js';
import { METRICS } from '../cost/metrics.js';
import type { Metric } from '../types.js';
import { checkOptions, checkValue, type OptionRules } from './checkOptions.js';
import type { CompiledSpace } from './compiledSpace.js';
import { RequestError } from './errors.js';
import { EVALUATOR_RULES, type EvaluatorOptions } from './evaluators/evaluatorOptions.js';
import type { Objective } from './front.js';
import { FLAG, INDEX, METRIC_LIST, oneOf, RUN_RULES, SAMPLE_RULES, TEXT, wholeNumber } from './optionRules.js';
import { DRAW_RULES } from './whole/sampleLegs.js';
import type { RunOptions } from './runJob.js';
import type { DrawOptions } from './whole/questions.js';
import { shownPath } from './shownPath.js';

/**
 * What a report is of. In the library every one may be left out; they are then as those of `nascost sample`, or of
 * `nascost enumerate`.
 */
export interface SampleOptions extends RunOptions, DrawOptions, EvaluatorOptions {
  readonly count: number;
  /** 0 to 2^53 - 1. */
  readonly seed: number;
  /** What is drawn uniformly. */
  readonly by: 'architecture' | 'decision';
  /** Architectures may occur more than once; always so where decisions are drawn. */
  readonly replace: boolean;
  /** Nothing is drawn: architectures from this number on, `count` of them. */
  readonly from?: bigint | number | undefined;
  readonly objectives: readonly Objective[];
  readonly ties: Ties;
  /**
   * How many architectures the front may have; default 2^19. Where that of the samples so far has more, behind some
   * range of them, only the first of those that share a point is kept from then on; where these are too many as well,
   * there is no front.
   */
  readonly mostFront?: number | undefined;
  /** Metrics whose spread is told and that records carry; objectives must be among them. */
  readonly metrics: readonly Metric[];
  /** Every record goes to this file, whose ending names the format; with `split`, it is a folder of files. */
  readonly out?: string | undefined;
  readonly split?: number | undefined;
  /** One of the equal parts of a run, from 1: `mergeParts` makes one of them all. */
  readonly part?: RunPart | undefined;
  /** Keeps how far the run is; default: `out` with the ending `.checkpoint`. */
  readonly checkpoint?: string | undefined;
  /** Seconds between two checkpoints, or more where writing one takes long; default 1. */
  readonly checkpointEvery?: number | undefined;
  /** Goes on from the checkpoint, where there is one. */
  readonly resume?: boolean | undefined;
}

/** Part `index` of `of`, from 1. */
export interface RunPart {
  readonly index: number;
  readonly of: number;
}

const { count, seed, by, replace } = SAMPLE_RULES;
const REPORT_RULES: OptionRules<SampleOptions> = {
  count,
  seed,
  by,
  replace,
  from: INDEX,
  objectives: { expected: 'a list of { metric, direction }', holds: Array.isArray },
  ties: oneOf('all', 'first'),
  mostFront: wholeNumber(1, 2 ** 31),
  metrics: METRIC_LIST,
  out: TEXT,
  split: wholeNumber(1, 10_000),
  part: { expected: 'an object { index, of }', holds: (value) => typeof value === 'object' && value !== null },
  checkpoint: TEXT,
  checkpointEvery: { expected: 'seconds', holds: (value) => typeof value === 'number' && value >= 0 },
  resume: FLAG,
  ...RUN_RULES,
  ...DRAW_RULES,
  ...EVALUATOR_RULES,
};

/** The most parameters for the least training. */
export const OBJECTIVES: readonly Objective[] = [
  { metric: 'training', direction: 'min' },
  { metric: 'params', direction: 'max' },
];
const COUNT = 1000;

const OBJECTIVE_RULES: OptionRules<Objective> = { metric: TEXT, direction: oneOf('min', 'max') };
const MOST_PARTS = 1_000_000;
const PART_RULES: OptionRules<RunPart> = { index: wholeNumber(1, MOST_PARTS), of: wholeNumber(1, MOST_PARTS) };

/**
 * All options, where some were given.
 *
 * @throws RequestError where one is not what it should be, or makes no sense beside the others
 */
export function sampleOptions({ size }: CompiledSpace, asked: Partial<SampleOptions>): SampleOptions {
  checkOptions('sampleReport', asked, REPORT_RULES);
  const { from, metrics = METRICS } = asked;
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const options: SampleOptions = {
    count: from === undefined ? COUNT : countFrom(BigInt(from), size),
    seed: 0,
    by: 'architecture',
    replace: false,
    objectives: OBJECTIVES.filter(({ metric }) => metrics.some((known) => known === metric)),
    ties: 'all',
    metrics,
    ...given,
  };
  checkTogether(options);
  return options;
}

/** All that follow, as far as one run can do them. */
function countFrom(from: bigint, size: bigint): number {
  const left = size > from ? size - from : 1n;
  return left > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(left);
}

function checkTogether(options: SampleOptions): void {
  options.objectives.forEach((objective, i) => {
    checkOptions(`objectives[${i}]`, objective, OBJECTIVE_RULES, ['metric', 'direction']);
  });
  const { part, out, split, checkpoint, resume } = options;
  if (part !== undefined) checkOptions('part', part, PART_RULES, ['index', 'of']);
  if (part !== undefined && part.index > part.of)
    throw new RequestError(`there is no part ${part.index} of ${part.of}`);
  if (split !== undefined && out === undefined) throw new RequestError('split is about out: give both');
  const isKept = out !== undefined || checkpoint !== undefined;
  if (resume === true && !isKept) throw new RequestError('there is nothing to resume: give out or checkpoint');
  if (part !== undefined && !isKept)
    throw new RequestError('a part of a run is to be merged with the others: give out or checkpoint');
  if (part !== undefined && split !== undefined) throw new RequestError('a part of a run is one file: leave out split');
  checkEnumeration(options);
}

/**
 * @param measures names of what evaluators give
 * @throws RequestError where an objective is none of the figures of the report
 */
export function checkObjectives({ objectives, metrics }: SampleOptions, measures: readonly string[]): void {
  const words = [...metrics, ...measures];
  objectives.forEach(({ metric }, i) => {
    checkValue(`objectives[${i}].metric`, metric, {
      expected: 'one of the metrics of the report',
      holds: (name) => words.some((known) => known === name),
      words,
    });
  });
}

function checkEnumeration({ from, by: drawn, replace: repeats, budget, uniformOver }: SampleOptions): void {
  if (from === undefined) return;
  if (drawn !== 'architecture' || repeats)
    throw new RequestError('from: nothing is drawn where architectures are enumerated');
  if (budget !== undefined || uniformOver !== undefined)
    throw new RequestError('from: architectures within a budget are drawn or counted, not enumerated');
}

/** @throws RequestError where the ending of `out` names no format */
export function formatOf({ out }: Pick<SampleOptions, 'out'>): FileFormat | 'none' {
  if (out === undefined) return 'none';
  const format = FILE_FORMATS.find((ending) => out.toLowerCase().endsWith(`.${ending}`));
  if (format === undefined)
    throw new RequestError(`out is ${shownPath(out)}; its ending names the format: .${FILE_FORMATS.join(', .')}`);
  return format;
}
