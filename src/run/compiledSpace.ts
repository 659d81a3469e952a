import type {
  Architecture,
  Choice,
  CompileStats,
  Decision,
  Diagram,
  FigureOptions,
  Graph,
  LayerUse,
  Metric,
  Problem,
  Space,
} from '../types.js';
import type { TraceOptions } from '../network/trace.js';
import type { ExactColumn } from '../report/exactColumn.js';
import type { Costs, CostedArchitecture } from './costs.js';
import type { KnownNetworks } from './known/knownNetwork.js';
import type { LayerRow } from './layerRows.js';
import type { Runnable, RunOptions } from './runJob.js';
import type {
  BestAnswer,
  BestOptions,
  CountAnswer,
  CountOptions,
  DrawOptions,
  FrontAnswer,
  FrontOptions,
  HistogramAnswer,
  HistogramOptions,
  MoveOptions,
  SensitivityAnswer,
  SensitivityOptions,
} from './whole/questions.js';

/** Names an architecture: its index in the space, or its decisions. */
export type ArchitectureReference = bigint | number | Architecture;

/** A space, ready to be asked. */
export interface CompiledSpace {
  readonly name: string;
  readonly file: string;
  /** Names the set of networks and their costs' definitions: results of another hash belong to another space. */
  readonly hash: string;
  /** What the figures depend on beside the space; `inputGradient` is the space's own unless it was overridden. */
  readonly options: FigureOptions;
  /** How many architectures there are. */
  readonly size: bigint;
  readonly decisions: readonly Decision[];
  /** The file as it was read. */
  readonly definition: Space;
  readonly graph: Graph;
  /** What the definition was traced with, for whoever traces it again. */
  readonly traceOptions: TraceOptions;
  readonly diagram: Diagram;
  /** Layers that the diagram leaves out, evaluated per architecture. */
  readonly wide: readonly LayerUse[];
  readonly stats: OpenStats;
  readonly warnings: readonly Problem[];

  /**
   * Architecture number `index`, from 0.
   * @throws RangeError outside [0, size)
   */
  at(index: bigint | number): Architecture;
  /**
   * The number of an architecture: `at(indexOf(a))` equals `a`.
   * @throws ArchitectureError where the space does not hold it
   */
  indexOf(architecture: Readonly<Record<string, unknown>>): bigint;
  /**
   * Every metric of an architecture, exact.
   * @throws ArchitectureError where the space does not hold it; RangeError where its number is outside [0, size)
   */
  cost(architecture: ArchitectureReference): Costs;
  /** Index, decisions and costs; throws as `cost`. */
  costed(architecture: ArchitectureReference): CostedArchitecture;
  /**
   * The space of this one network, whose values need not be in the space's domains, nor meet its constraints: what is
   * known about networks outside a space. Alternatives and subsets must be the space's own.
   * @throws ArchitectureError where decisions are missing or unknown
   */
  settle(architecture: Readonly<Record<string, unknown>>): CompiledSpace;
  /**
   * The networks that people know by name, from the file of the space's name in the folder `known` beside it.
   * @throws RequestError where that file cannot be read; SpaceError with all that is wrong with it
   */
  known(): Promise<KnownNetworks>;
  /** The layers of an architecture in the order of execution, with shapes and costs; throws as `cost`. */
  layers(architecture: ArchitectureReference): LayerRow[];
  /** The value that each decision takes, by index; -1 where it is inactive. Throws as `cost`. */
  choice(architecture: ArchitectureReference): Choice;

  // over the whole space, or what meets a budget; see docs/whole-space.md. All of them throw RequestError where an
  // option makes no sense or the space has layers that are priced per architecture, InfeasibleError where nothing meets
  // the budget (but for `count`), WholeSpaceError where the answer takes too many labels, and Stopped after an
  // interrupt

  /** How many architectures meet a budget. */
  count(options?: CountOptions): Promise<CountAnswer>;
  /** The Pareto front. */
  front(options?: FrontOptions): Promise<FrontAnswer>;
  /** The best architectures by one objective, in order. */
  best(options?: BestOptions): Promise<BestAnswer>;
  /** How a metric is distributed. */
  histogram(options?: HistogramOptions): Promise<HistogramAnswer>;
  /** What every decision does to every metric. */
  sensitivity(options?: SensitivityOptions): SensitivityAnswer;
  /** A random neighbour of an architecture. */
  mutate(architecture: ArchitectureReference, options?: MoveOptions): Promise<CostedArchitecture>;
  /** A random child of two architectures. */
  crossover(
    first: ArchitectureReference,
    second: ArchitectureReference,
    options?: MoveOptions,
  ): Promise<CostedArchitecture>;
  /** The nearest architecture that meets a budget. */
  repair(architecture: ArchitectureReference, options?: MoveOptions): Promise<CostedArchitecture>;

  /** Uniform samples, in columns, in pieces of up to 65,536 rows. */
  sample(options?: SampleColumnsOptions): AsyncGenerator<Columns>;
  /** Architectures [from, to), in columns, in pieces of up to 65,536 rows. */
  enumerate(options?: EnumerateOptions): AsyncGenerator<Columns>;

  /** What runs over many shards need. */
  readonly runnable: Runnable;
}

export interface OpenStats extends CompileStats {
  /** Reading and checking the file. */
  readonly readMilliseconds: number;
  /** Tracing the network. */
  readonly traceMilliseconds: number;
}

interface ColumnsOptions extends RunOptions {
  /** Default: all. */
  readonly metrics?: readonly Metric[];
}

export interface SampleColumnsOptions extends ColumnsOptions, DrawOptions {
  /** Default 1000; distinct samples end with the space. */
  readonly count?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly by?: 'architecture' | 'decision';
  readonly replace?: boolean;
}

export interface EnumerateOptions extends ColumnsOptions {
  /** Default 0. */
  readonly from?: bigint | number;
  /** Exclusive; default: the end of the space. */
  readonly to?: bigint | number;
}

/** Some rows of a sample or an enumeration. */
export interface Columns {
  /** Number of the first row: of the sample, or its distance from the start of the enumeration. */
  readonly first: number;
  readonly count: number;
  /** A column per metric: Float64Array where every figure of the space is below 2^53, bigints otherwise. */
  readonly metrics: Readonly<Partial<Record<Metric, ExactColumn>>>;
  /** Index in the space of row [0, count). */
  index(row: number): bigint;
  /** Architecture of row [0, count). */
  architecture(row: number): Architecture;
}
