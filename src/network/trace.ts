import type {
  Constraint,
  CostOptions,
  DomainValue,
  Graph,
  InputDeclaration,
  NodeId,
  Problem,
  Space,
  Value,
} from '../types.js';
import type { Context } from './context.js';
import { Evaluator } from './evaluator.js';
import { GraphBuilder } from './graphBuilder.js';
import { invalid } from './invalid.js';
import type { Demand, Requirement } from './itemTracer.js';
import { ItemTracer } from './itemTracer.js';
import { Recorder } from './recorder.js';
import type { Evaluated } from './scope.js';
import { Scope } from './scope.js';
import type { Tensor } from './tensor.js';
import { tokenTensor, unknownTensor } from './tensor.js';
import { TraceError, TraceLimitError } from './traceError.js';

export interface TraceOptions extends CostOptions {
  /** Overrides the space's own choice. */
  readonly inputGradient?: Space['inputGradient'];
  /**
   * Decisions that are no longer free, by name: each has just this value, which need not be in its domain. A decision
   * between items (`choose`, `pick`) cannot leave its domain: where the value is not in it, it stays free. Constraints
   * bind no network outside the space: they are left out.
   */
  readonly settled?: ReadonlyMap<string, DomainValue>;
}

export interface Traced {
  /** Present when there are no problems. */
  readonly graph?: Graph;
  readonly problems: readonly Problem[];
}

/**
 * Lowers the network once, for all architectures together: every size, attribute and gradient becomes a node of a
 * dataflow graph over the decisions.
 */
export function trace(space: Space, options: TraceOptions): Traced {
  const problems = new Map<string, Problem>();
  const report = (error: TraceError | TraceLimitError) => {
    const problem = problemOf(error);
    // one mistake in a repeated item is one mistake
    problems.set(`${problem.place.pointer} ${problem.message}`, problem);
  };
  try {
    const graph = traceNetwork(space, options, report);
    return problems.size === 0 ? { graph, problems: [] } : { problems: [...problems.values()] };
  } catch (error) {
    if (!(error instanceof TraceLimitError)) throw error;
    report(error);
    return { problems: [...problems.values()] };
  }
}

/** @throws TraceLimitError when a limit is passed; other mistakes are reported, and what they touch is unknown */
function traceNetwork(space: Space, options: TraceOptions, report: (error: TraceError) => void): Graph {
  const builder = new GraphBuilder();
  const recorder = new Recorder(builder, options, space.unread);
  const global = new Scope();
  const evaluator = new Evaluator(builder, space.functions, global, options.settled);
  const attempt = <T>(run: () => T, otherwise: T): T => {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      if (!error.silent) report(error);
      return otherwise;
    }
  };

  const nothing: Tensor = unknownTensor(builder.false);
  const environment = { scope: global, input: nothing, decisionPath: '' };
  for (const [name, value] of [...space.decisions, ...space.let]) {
    global.bind(name, { kind: 'value', value, environment });
  }
  const inputGradient = (options.inputGradient ?? space.inputGradient) === 'all';
  const read = (value: Value, name: string) => evaluator.read(value, environment, `input.${name}`, builder.true);
  const input = attempt(() => inputTensor(space.input, builder, inputGradient, read), nothing);
  recorder.derive(input, builder.true, []);

  const context: Context = {
    present: builder.true,
    path: '',
    decisionPath: '',
    scope: global,
    trainable: builder.true,
    recompute: builder.false,
    history: [],
  };
  const tracer = new ItemTracer(space, builder, evaluator, recorder, inputGradient, attempt);
  const { output } = tracer.sequence(space.network, input, context);
  const layers = recorder.finish(output);
  const demands = [
    ...space.where.map((value): Demand => ({ value, environment, present: builder.true })),
    ...tracer.demands,
  ];
  const evaluated = (options.settled ? [] : demands).flatMap((demand) =>
    attempt(() => [{ ...demand, ...evaluator.evaluate(demand.value, demand.environment, 'where') }], []),
  );
  // asked after that, since a constraint makes decisions that only it reads: they are not active
  const active = evaluator.activeNodes();
  const required = requirements(tracer.requirements, builder);
  const declared = evaluated.map((it) => constraint(it, builder, active));
  return builder.build({ active, constraints: [...required, ...declared], layers });
}

function problemOf(error: TraceError | TraceLimitError): Problem {
  const { place, message } = error;
  const hint = error instanceof TraceError ? error.hint : undefined;
  return { place, message, severity: 'error', ...(hint !== undefined && { hint }) };
}

/** What the network reads. Token ids are never differentiated. */
function inputTensor(
  input: InputDeclaration,
  builder: GraphBuilder,
  inputGradient: boolean,
  read: (value: Value, name: string) => NodeId,
): Tensor {
  const flow = { needsGradient: inputGradient ? builder.true : builder.false, uses: [] };
  if (input.tokens) {
    const tokens = read(input.tokens, 'tokens');
    if (!input.features) return { kind: 'ids', tokens, ...flow, needsGradient: builder.false };
    return tokenTensor(tokens, read(input.features, 'features'), flow.needsGradient);
  }
  if (!input.channels || !input.size)
    throw new TraceError(input.place, 'the input needs "channels" and "size", or "tokens"');
  return {
    kind: 'map',
    channels: read(input.channels, 'channels'),
    size: inputSize(input, input.size, builder, read),
    ...flow,
  };
}

function inputSize(
  input: InputDeclaration,
  size: Value,
  builder: GraphBuilder,
  read: (value: Value, name: string) => NodeId,
): NodeId[] {
  if (size.kind === 'list') return size.items.map((item, i) => read(item, `size${i + 1}`));
  const dimensions = input.dimensions ? builder.constantValue(read(input.dimensions, 'dimensions')) : 2;
  if (dimensions !== 1 && dimensions !== 2 && dimensions !== 3) {
    throw new TraceError(input.place, `"dimensions" must be 1, 2 or 3, but is ${JSON.stringify(dimensions)}`);
  }
  const side = read(size, 'size');
  const value = builder.constantValue(side);
  if (Array.isArray(value)) return value.map((item) => builder.constant(item));
  return Array.from({ length: dimensions }, () => side);
}

/** What items ask for: once, where several uses of a block ask for the same. */
function requirements(required: readonly Requirement[], builder: GraphBuilder): Graph['constraints'] {
  const constraints = new Map<NodeId, Constraint>();
  for (const { present, holds, text, place } of required) {
    const node = builder.or(builder.not(present), holds);
    if (node !== builder.true && !constraints.has(node)) constraints.set(node, { node, text, place });
  }
  return [...constraints.values()];
}

/** True where the constraint holds, its item is absent, or it reads a decision that is not active. */
function constraint(
  { value, present, node, reads }: Demand & Evaluated,
  builder: GraphBuilder,
  active: readonly NodeId[],
): Graph['constraints'][number] {
  const text = value.kind === 'expression' ? value.text : 'where';
  const boolean = builder.apply('where', [node], ([holds]) =>
    typeof holds === 'boolean'
      ? holds
      : invalid(value.place, `${text}: a constraint must be true or false, but is ${JSON.stringify(holds)}`),
  );
  const inactive = reads.map((decision) => builder.not(active[decision] as NodeId));
  return { node: builder.or(builder.not(present), ...inactive, boolean), text, place: value.place };
}
