import { costOf } from '../diagram/costOf.js';
import { rank } from '../diagram/rank.js';
import { unrank } from '../diagram/unrank.js';
import type { TraceOptions } from '../network/trace.js';
import type { Choice, Compiled, DomainValue, FigureOptions, Graph, LayerUse, Problem, Space } from '../types.js';
import { architectureOf } from './architectureOf.js';
import { enumerateColumns, sampleColumns } from './columns.js';
import { checkValue } from './checkOptions.js';
import type { ArchitectureReference, CompiledSpace, OpenStats } from './compiledSpace.js';
import { combineCosts, namedCosts, type Costs } from './costs.js';
import { deadLayers } from './deadLayers.js';
import { emptySpace } from './emptySpace.js';
import type { ShardSpace, WorkerStart } from './job.js';
import { knownNetworks } from './known/knownNetworks.js';
import { layerRows } from './layerRows.js';
import { ARCHITECTURE, INDEX, REFERENCE } from './optionRules.js';
import { settleArchitecture } from './settleArchitecture.js';
import { bestArchitectures } from './whole/best.js';
import { countArchitectures } from './whole/count.js';
import { paretoFrontOf } from './whole/front.js';
import { histogramOf } from './whole/histogram.js';
import { crossover, mutate, repair } from './whole/moves.js';
import { sensitivityOf } from './whole/sensitivity.js';
import { spreadArchitecture } from './spreadArchitecture.js';
import { wideCosts } from './wideCosts.js';
import { architectureReader } from './readArchitecture.js';

/** All that opening a space has found out. */
export interface OpenedSpace {
  readonly space: Space;
  readonly costOptions: TraceOptions;
  readonly graph: Graph;
  readonly compiled: Compiled;
  readonly stats: OpenStats;
  readonly problems: readonly Problem[];
  /** The space in which decisions have these values, within their domains or not. */
  readonly settle: (settled: ReadonlyMap<string, DomainValue>) => CompiledSpace;
  /** Where the known networks stand, if anywhere; there is none for a space that came as text. */
  readonly knownFile: string | undefined;
}

/** The answers that a compiled space gives: every method is one of its questions. */
export function answerSpace(opened: OpenedSpace): CompiledSpace {
  const { space, costOptions, graph, compiled, stats, problems } = opened;
  const { decisions } = graph;
  const { diagram, wide } = compiled;
  const { name, file, hash } = space;
  const figureOptions: FigureOptions = {
    precision: costOptions.precision,
    optimizer: costOptions.optimizer,
    inputGradient: costOptions.inputGradient ?? space.inputGradient,
  };
  const shardSpace: ShardSpace = {
    name,
    hash,
    options: figureOptions,
    decisions,
    diagram,
    drawn: diagram,
    wide,
    graph,
  };
  const source = wide.length === 0 ? undefined : { space, options: costOptions };
  const workerStart: WorkerStart = {
    name,
    hash,
    options: figureOptions,
    decisions,
    wide,
    source,
    buffer: diagram.buffer,
    drawnBuffer: diagram.buffer,
  };
  const runnable = { shardSpace, workerStart };
  const readSpread = architectureReader(decisions, diagram);
  const readArchitecture = (architecture: Readonly<Record<string, unknown>>): Choice =>
    readSpread(spreadArchitecture(architecture, decisions));

  const choiceAt = (index: bigint | number): Choice => {
    const choice = new Int32Array(decisions.length);
    unrank(diagram, checkIndex(index, diagram.size), choice);
    return choice;
  };
  const choose = (reference: ArchitectureReference): Choice => {
    if (typeof reference === 'number' || typeof reference === 'bigint') return choiceAt(reference);
    checkValue('the architecture', reference, REFERENCE);
    return readArchitecture(reference);
  };
  const indexOfChoice = (choice: Choice): bigint => {
    const index = rank(diagram, choice);
    // the reader has followed the choice through the diagram
    if (index === undefined) throw new Error('the choice is not in the space');
    return index;
  };
  const evaluator = wideCosts(shardSpace);
  const costs = (choice: Choice): Costs => {
    const figures = costOf(diagram, choice);
    return namedCosts(evaluator === undefined ? figures : combineCosts(figures, evaluator.cost(choice)));
  };
  const answers: CompiledSpace = {
    name,
    file,
    hash,
    options: figureOptions,
    size: diagram.size,
    decisions,
    definition: space,
    graph,
    traceOptions: costOptions,
    diagram,
    wide: wide.map((layer) => graph.layers[layer] as LayerUse),
    stats,
    warnings: [
      ...problems,
      ...emptySpace(space, graph, diagram.size),
      ...deadLayers(graph, () => (space.unreadMeant ? [] : spreadChoices(diagram.size, choose))),
    ],
    runnable,
    at: (index) => architectureOf(decisions, choiceAt(index)),
    indexOf(architecture) {
      checkValue('the architecture', architecture, ARCHITECTURE);
      return indexOfChoice(readArchitecture(architecture));
    },
    cost: (reference) => costs(choose(reference)),
    costed(reference) {
      const choice = choose(reference);
      return {
        index: typeof reference === 'object' ? indexOfChoice(choice) : BigInt(reference),
        architecture: architectureOf(decisions, choice),
        costs: costs(choice),
      };
    },
    settle(architecture) {
      checkValue('the architecture', architecture, ARCHITECTURE);
      return settleArchitecture(decisions, architecture, readSpread, opened.settle);
    },
    known: () => knownNetworks(opened.knownFile),
    layers: (reference) => layerRows(graph, choose(reference)),
    choice: choose,
    count: (options) => countArchitectures(answers, options),
    front: (options) => paretoFrontOf(answers, options),
    best: (options) => bestArchitectures(answers, options),
    histogram: (options) => histogramOf(answers, options),
    sensitivity: (options) => sensitivityOf(answers, options),
    mutate: (architecture, options) => mutate(answers, architecture, options),
    crossover: (first, second, options) => crossover(answers, first, second, options),
    repair: (architecture, options) => repair(answers, architecture, options),
    sample: (options = {}) => sampleColumns(answers, options),
    enumerate: (options = {}) => enumerateColumns({ size: diagram.size, runnable }, options),
  };
  return answers;
}

function checkIndex(index: bigint | number, size: bigint): bigint {
  if (typeof index !== 'number' && typeof index !== 'bigint') checkValue('index', index, INDEX);
  if (!INDEX.holds(index)) throw new RangeError(`index is ${index}; expected ${INDEX.expected}`);
  if (index >= size) throw new RangeError(`index ${index} is outside [0, ${size})`);
  return BigInt(index);
}

/** Architectures that warnings look at, evenly over the space. */
const LOOKED_AT = 64;

function* spreadChoices(size: bigint, choose: (index: bigint) => Choice): Generator<Choice> {
  const count = size < BigInt(LOOKED_AT) ? Number(size) : LOOKED_AT;
  for (let i = 0; i < count; i++) yield choose((BigInt(i) * (size - 1n)) / BigInt(Math.max(1, count - 1)));
}
