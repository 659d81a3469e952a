import { MOST_MATRICES } from '../space/readItems.js';
import type { GraphItem, Item, LabelledGraph, NodeId, Place, Value } from '../types.js';
import type { Context } from './context.js';
import { inside } from './context.js';
import type { Dag } from './dag.js';
import { dagText, hasEdge } from './dag.js';
import { dagClasses } from './dagClasses.js';
import type { GraphBuilder } from './graphBuilder.js';
import { invalid } from './invalid.js';
import type { Joints, Way } from './joints.js';
import { nextLabel, startLabels } from './labelOrder.js';
import type { LabelOrder } from './labelOrder.js';
import type { Recorder } from './recorder.js';
import { Scope } from './scope.js';
import type { MapTensor, Tensor, TokenTensor } from './tensor.js';
import { sizesOf, unknownTensor, withSizes } from './tensor.js';
import { TraceError } from './traceError.js';
import { vertexChannels } from './vertexChannels.js';

/** What the trace of a graph needs of the items around it. */
export interface GraphSite {
  readonly item: GraphItem;
  readonly input: Tensor;
  readonly context: Context;
  readonly builder: GraphBuilder;
  readonly recorder: Recorder;
  readonly joints: Joints;
  /** A decision of the item, named by the context's path. */
  readonly decide: (context: Context, values: readonly string[], graph?: LabelledGraph) => NodeId;
  readonly read: (value: Value, name: string) => NodeId;
  readonly sequence: (items: readonly Item[], input: Tensor, context: Context) => Tensor;
  /** The alternative that `chosen` names. */
  readonly alternatives: (
    alternatives: ReadonlyMap<string, readonly Item[]>,
    chosen: NodeId,
    input: Tensor,
    context: Context,
  ) => Tensor;
  /** Keeps architectures out in which `holds` is false, where the item is present. */
  readonly require: (holds: NodeId, text: string) => void;
}

/**
 * Traces a labelled graph for all its matrices and operations together: every possible edge is there, under the
 * condition that the matrix has it.
 */
export function traceGraph(site: GraphSite): Tensor {
  const { input, item } = site;
  if (input.kind === 'unknown') return input;
  if (input.kind === 'ids') throw new TraceError(item.place, 'graph reads channels or features, but gets token ids');
  return new GraphTracer(site, input).trace();
}

type Features = MapTensor | TokenTensor;

interface Vertex {
  readonly output: Tensor;
  readonly channels: NodeId;
}

class GraphTracer {
  readonly #site: GraphSite;
  readonly #input: Features;
  readonly #dags: ReadonlyMap<string, Dag>;
  readonly #matrix: NodeId;
  /** Channels of the output. */
  readonly #total: NodeId;

  constructor(site: GraphSite, input: Features) {
    const { item, context } = site;
    this.#site = site;
    this.#input = input;
    this.#dags = dagsOf(item);
    const operations = this.#inner().map((vertex) => inside(context, operationName(vertex)).decisionPath);
    const labels = [...item.operations.keys()];
    const graph = { vertices: item.vertices, edges: item.edges, operations, labels };
    this.#matrix = site.decide(inside(context, 'matrix'), [...this.#dags.keys()], graph);
    this.#total = item.channels ? site.read(item.channels, 'channels') : channelsOf(input);
  }

  trace(): Tensor {
    const vertices: Vertex[] = [];
    let order = this.#ofMatrix('labels', startLabels);
    for (const vertex of this.#inner()) {
      const { traced, operation } = this.#vertex(vertex, vertices);
      vertices.push(traced);
      order = this.#nextLabel(order, vertex, operation);
    }
    this.#requireFirst(order);
    return this.#output(vertices);
  }

  #vertex(vertex: number, earlier: readonly Vertex[]): { traced: Vertex; operation: NodeId } {
    const { item, context, builder, joints, decide, alternatives } = this.#site;
    const exists = this.#ofMatrix(`has vertex ${vertex}`, (dag) => vertex < dag.length - 1);
    const present = builder.and(context.present, exists);
    const channels = this.#channels(vertex);
    const here = this.#within({ ...inside(context, operationName(vertex)), present }, channels);
    const edge = (from: number) =>
      builder.given(
        exists,
        this.#ofMatrix(`edge ${from}-${vertex}`, (dag) => vertex < dag.length - 1 && hasEdge(dag, from, vertex)),
      );
    const ways = [
      this.#projected(here, edge(0), channels),
      ...earlier.map((source, i) => ({ when: edge(i + 1), output: this.#first(source, channels, here) })),
    ];
    const joined = joints.join(item.place, 'add', here, ways);
    // a tensor of its own for every vertex: what holds of it wherever the vertex exists need not be kept per matrix
    const sum = this.#view({ ...joined, needsGradient: builder.given(exists, joined.needsGradient) }, joined, here);
    const operation = decide(here, [...item.operations.keys()]);
    const output = alternatives(item.operations, operation, sum, here);
    const what = (given: number, wanted: number) =>
      `the operation has ${given} channels as its output, but its vertex has ${wanted}`;
    return { traced: { output: this.#checked(output, channels, here, what), channels }, operation };
  }

  #output(vertices: readonly Vertex[]): Tensor {
    const { item, context, builder, joints } = this.#site;
    const leads = (vertex: number) =>
      this.#ofMatrix(
        `output reads ${vertex}`,
        (dag) => vertex < dag.length - 1 && hasEdge(dag, vertex, dag.length - 1),
      );
    const here = this.#within(context, this.#total);
    const ways = vertices.map(({ output }, i) => ({ when: leads(i + 1), output }));
    const projected = this.#projected(here, leads(0), this.#total);
    if (item.join === 'add') return joints.join(item.place, 'add', context, [projected, ...ways]);
    if (ways.length === 0) return projected.output;
    const any = builder.or(...ways.map((way) => way.when));
    const present = builder.and(context.present, any);
    const joined = joints.join(item.place, 'concat', { ...context, present }, ways);
    return joints.join(item.place, 'add', context, [{ when: any, output: joined }, projected]);
  }

  /** The edge from the graph's input. */
  #projected(context: Context, when: NodeId, channels: NodeId): Way {
    const { item, builder, sequence } = this.#site;
    const present = builder.and(context.present, when);
    const inner = { ...inside(context, 'projection'), present };
    const output = item.projection ? sequence(item.projection, this.#input, inner) : this.#input;
    const what = (given: number, wanted: number) =>
      item.projection
        ? `the projection has ${given} channels as its output, but is asked for ${wanted}`
        : `the input has ${given} channels, but is read where there are ${wanted}`;
    return { when, output: this.#checked(output, channels, inner, what) };
  }

  /** As many of the first channels of a vertex as its reader has: a view, without a layer of its own. */
  #first({ output, channels }: Vertex, wanted: NodeId, context: Context): Tensor {
    return channels === wanted ? output : this.#withChannels(output, wanted, context);
  }

  #checked(tensor: Tensor, wanted: NodeId, context: Context, what: (given: number, wanted: number) => string): Tensor {
    const { item, builder } = this.#site;
    if (tensor.kind !== 'map' && tensor.kind !== 'tokens') return tensor;
    if (channelsOf(tensor) === wanted) return tensor;
    const key = `checked ${item.place.pointer} ${what(0, 0)}`;
    const channels = builder.apply(key, [channelsOf(tensor), wanted], ([given, want]) =>
      given === want ? given : invalid(item.place, what(given as number, want as number)),
    );
    return this.#withChannels(tensor, channels, context);
  }

  #withChannels(tensor: Tensor, channels: NodeId, context: Context): Tensor {
    const { builder } = this.#site;
    if (tensor.kind !== 'map' && tensor.kind !== 'tokens') return unknownTensor(builder.false);
    const sizes = tensor.kind === 'map' ? [channels, ...tensor.size] : [tensor.tokens, channels];
    return this.#view(withSizes(tensor, sizes, tensor.needsGradient), tensor, context);
  }

  /** `like` as a reader of `tensor`, without a layer of its own. */
  #view(like: Tensor, tensor: Tensor, context: Context): Tensor {
    const { builder, recorder } = this.#site;
    const view = withSizes(like, sizesOf(like), like.needsGradient);
    return recorder.derive(view, context.present, [{ tensor, when: builder.true }]);
  }

  #channels(vertex: number): NodeId {
    const { item, builder } = this.#site;
    if (item.join === 'add') return this.#total;
    return builder.apply(`channels of vertex ${vertex}`, [this.#matrix, this.#total], ([text, total]) => {
      const dag = this.#dag(text);
      if (vertex >= dag.length - 1) return total;
      return vertexChannels(dag, total as number)[vertex] || tooFew(item.place, dag, total as number);
    });
  }

  #nextLabel(order: NodeId, vertex: number, operation: NodeId): NodeId {
    const { item, builder } = this.#site;
    const labels = [...item.operations.keys()];
    return builder.apply(`label ${vertex} of ${JSON.stringify(labels)}`, [order, operation], ([before, label]) =>
      nextLabel(before as LabelOrder, vertex, labels.indexOf(label as string)),
    );
  }

  #requireFirst(order: NodeId): void {
    const { builder, context, require } = this.#site;
    const holds = builder.apply('labels come first', [order], ([found]) => found !== 'not the first');
    require(holds, `${context.decisionPath} is the first of the graphs that are isomorphic to it`);
  }

  #ofMatrix<T>(key: string, of: (dag: Dag) => T): NodeId {
    return this.#site.builder.apply(key, [this.#matrix], ([text]) => of(this.#dag(text)));
  }

  #dag(text: unknown): Dag {
    return this.#dags.get(text as string) as Dag;
  }

  /** What stands in the graph reads the channels that are wanted of it. */
  #within(context: Context, channels: NodeId): Context {
    const scope = new Scope(context.scope);
    scope.bind('channels', { kind: 'node', node: channels });
    return { ...context, scope };
  }

  #inner(): number[] {
    return Array.from({ length: this.#site.item.vertices - 2 }, (_, i) => i + 1);
  }
}

function operationName(vertex: number): string {
  return `op${vertex}`;
}

/** The adjacency matrices, first ones of their isomorphism classes, by the text that is the decision's value. */
function dagsOf(item: GraphItem): ReadonlyMap<string, Dag> {
  const known = DAGS.get(item);
  if (known) return known;
  const classes = dagClasses(item.vertices, item.edges, MOST_MATRICES);
  if (classes.length > MOST_MATRICES) {
    throw new TraceError(
      item.place,
      `a graph has at most ${MOST_MATRICES.toLocaleString('en')} matrices, this one has more`,
      'allow fewer vertices or edges',
    );
  }
  const dags = new Map(classes.map((dag) => [dagText(dag), dag]));
  DAGS.set(item, dags);
  return dags;
}

/** A cell is traced as often as it is used. */
const DAGS = new WeakMap<GraphItem, ReadonlyMap<string, Dag>>();

function channelsOf(tensor: Features): NodeId {
  return sizesOf(tensor)[tensor.kind === 'map' ? 0 : 1] as NodeId;
}

function tooFew(place: Place, dag: Dag, total: number) {
  const sharers = dag.slice(1, -1).filter((_, i) => hasEdge(dag, i + 1, dag.length - 1)).length;
  return invalid(place, `${sharers} vertices cannot share out ${total} channels`);
}
