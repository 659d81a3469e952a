/**
 * The values that pass between the stages, in the order of the pipeline:
 *
 *     text --space/--> Space --network/--> Graph --diagram/--> Diagram --+--> answers
 *
 * Read this file first. It has no code.
 */

// ---------------------------------------------------------------- text → Space (src/space)

/** Where something stands in a space file. Lines and columns count from 1, as editors do. */
export interface Place {
  /** JSON pointer (RFC 6901), "" for the whole document. */
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
}

/** One problem of a space file, in the words that the user reads. */
export interface Problem {
  readonly place: Place;
  /** What is wrong, with the value found: `"kernal" is not an attribute of conv`. */
  readonly message: string;
  /** What would be right: `did you mean "kernel"?`. */
  readonly hint?: string;
  readonly severity: 'error' | 'warning';
}

/** What a decision chooses from. A list is a subset picked by `pick`, named by its members. */
export type DomainValue = number | boolean | string | readonly string[];

/** Expression tree over decisions, arguments and the incoming shape; see docs/language.md. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: number | boolean | string | null }
  /** A dotted name, resolved when traced: `stage1.depth`, `in.channels`, `relu`. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unary'; readonly operator: '-' | 'not'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: 'call'; readonly callee: string; readonly arguments: readonly Expression[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  /** `list[index]`, counted from 0. */
  | { readonly kind: 'index'; readonly list: Expression; readonly index: Expression };

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '**' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or';

/** Anything that may stand where a value may. */
export type Value =
  | { readonly kind: 'expression'; readonly tree: Expression; readonly text: string; readonly place: Place }
  /** An inline choice or range: a decision of its own. */
  | { readonly kind: 'domain'; readonly values: readonly DomainValue[]; readonly place: Place }
  /** One value per dimension, or per side. */
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly place: Place };

export interface Space {
  readonly file: string;
  readonly name: string;
  readonly description?: string;
  readonly source?: string;
  readonly input: InputDeclaration;
  readonly inputGradient: 'needed' | 'all';
  /** What becomes of layers whose output reaches no output of the network. */
  readonly unread: 'run' | 'removed';
  /** The file itself says so: where only some of the networks have such layers, they are meant. */
  readonly unreadMeant: boolean;
  readonly decisions: ReadonlyMap<string, Value>;
  /** `"width(j)": "…"`. */
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
  readonly let: ReadonlyMap<string, Value>;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly network: readonly Item[];
  readonly where: readonly Value[];
  /** Published figures of named architectures: the `check` block, kept as it stands. */
  readonly check: readonly unknown[];
  /** SHA-256 (hex) of the canonical JSON text, without `$schema`, description, source and check. */
  readonly hash: string;
}

export interface InputDeclaration {
  readonly place: Place;
  /** Maps: channels and size (a scalar size means a square of `dimensions` sides, 2 unless given). */
  readonly channels?: Value;
  readonly size?: Value;
  readonly dimensions?: Value;
  /** Tokens; without features they are token ids, which only an embedding reads. */
  readonly tokens?: Value;
  readonly features?: Value;
}

export interface FunctionDeclaration {
  readonly parameters: readonly string[];
  readonly body: Value;
  readonly place: Place;
}

export interface Block {
  readonly name: string;
  readonly place: Place;
  /** Argument name → default; `null` marks a required one. */
  readonly arguments: ReadonlyMap<string, Value | null>;
  /** Decisions of the block itself. */
  readonly decisions: ReadonlyMap<string, Value>;
  /** Decisions are made once for all uses, not anew for every use. */
  readonly shared: boolean;
  /** Names of the outputs of earlier items that the block reads, oldest first; empty: only the one before. */
  readonly inputs: readonly string[];
  readonly let: ReadonlyMap<string, Value>;
  readonly body: Group;
}

/** What every item may carry, whatever its kind. */
export interface Modifiers {
  readonly place: Place;
  readonly name?: string;
  /** The item is left out (its input passes through) where this is false. */
  readonly when?: Value;
  readonly repeat?: Value;
  /** Reads this named value instead of the output of the item before. */
  readonly from?: string;
  readonly residual?: Value;
  /** What the residual connection carries, where it is not the input itself. */
  readonly shortcut?: readonly Item[];
  readonly trainable?: Value;
  readonly recompute?: Value;
  /** What must hold wherever the item is present. */
  readonly where?: readonly Value[];
}

export type Item = LayerItem | BlockItem | Group | ChooseItem | PickItem | GraphItem | JoinItem;

export interface LayerItem extends Modifiers {
  readonly kind: 'layer';
  readonly layer: LayerName;
  /** The value under the layer's own key: `{"conv": 16}` → 16. Absent for a layer written as a bare string. */
  readonly main?: Value;
  readonly attributes: ReadonlyMap<string, Value>;
  /** `scoreBias` of attention: a branch whose output is added to the scores. */
  readonly branch?: readonly Item[];
}

export interface BlockItem extends Modifiers {
  readonly kind: 'block';
  readonly block: string;
  readonly arguments: ReadonlyMap<string, Value>;
}

/** A sequence; each item reads the output of the one before. */
export interface Group extends Modifiers {
  readonly kind: 'layers';
  readonly layers: readonly Item[];
}

export interface ChooseItem extends Modifiers {
  readonly kind: 'choose';
  readonly alternatives: ReadonlyMap<string, readonly Item[]>;
  /** Names the chosen alternative (a string); absent: the item is a decision of its own. */
  readonly by?: Value;
}

export interface PickItem extends Modifiers {
  readonly kind: 'pick';
  /** How many: the sizes that the picked subset may have. */
  readonly sizes: readonly number[];
  /** Each of them (there is one size) is any of the branches, and a decision of its own. */
  readonly repeats: boolean;
  readonly branches: ReadonlyMap<string, Branch>;
  /** Applied to every picked branch on its own, with decisions of its own. */
  readonly each?: readonly Item[];
  readonly join: Join;
}

/** A cell that is a labelled directed acyclic graph: an operation at every inner vertex. */
export interface GraphItem extends Modifiers {
  readonly kind: 'graph';
  /** At most so many, input and output included. */
  readonly vertices: number;
  readonly edges: number;
  readonly operations: ReadonlyMap<string, readonly Item[]>;
  /** Applied on every edge from the input on its own. */
  readonly projection?: readonly Item[];
  /** How the inner vertices that lead to the output are joined. */
  readonly join: 'add' | 'concat';
  /** Of the output; absent: as the input. */
  readonly channels?: Value;
}

export interface JoinItem extends Modifiers {
  readonly kind: 'join';
  /** `split` gives every branch an equal share of the channels and concatenates their outputs. */
  readonly join: Join | 'split';
  readonly branches: ReadonlyMap<string, Branch>;
  /** Named values that an item before reads are left out. */
  readonly looseEnds: boolean;
  readonly norm?: Value;
  readonly act?: Value;
}

export type Join = 'add' | 'multiply' | 'concat';

/** A named value read as it is, or items applied to the incoming value. */
export type Branch =
  | { readonly kind: 'reference'; readonly name: string; readonly place: Place }
  | { readonly kind: 'items'; readonly items: readonly Item[] };

export type LayerName =
  | 'conv'
  | 'depthwise'
  | 'linear'
  | 'pool'
  | 'globalPool'
  | 'norm'
  | 'act'
  | 'attention'
  | 'embedding'
  | 'positionEmbedding'
  | 'classToken'
  | 'layerScale'
  | 'upsample'
  | 'flatten'
  | 'tokens'
  | 'reshape'
  | 'slice'
  | 'pad'
  | 'shuffle'
  | 'squeeze'
  | 'dropout'
  | 'constant'
  | 'zero'
  | 'identity';

// ---------------------------------------------------------------- one layer → its cost (src/cost)

/** Channels first; one to three spatial sizes. */
export interface MapShape {
  readonly kind: 'map';
  readonly channels: number;
  readonly size: readonly number[];
}

/** A sequence of feature vectors; a flat vector is one token. */
export interface TokenShape {
  readonly kind: 'tokens';
  readonly tokens: number;
  readonly features: number;
}

/** Token ids: integers that only an embedding reads. */
export interface IdShape {
  readonly kind: 'ids';
  readonly tokens: number;
}

export type Shape = MapShape | TokenShape | IdShape;

/** An exact non-negative integer: a number up to 2^53 - 1, a bigint above. */
export type Exact = number | bigint;

/** [before, after] of one dimension; negative crops. */
export type Padding = readonly [number, number];

/**
 * A layer with every attribute resolved. Kernels, strides, … have one entry per spatial dimension.
 * What a user writes as one item may be several of these (conv + norm + act, attention, squeeze-and-excitation).
 */
export type Layer =
  | ConvLayer
  | {
      readonly type: 'linear';
      readonly input: TokenShape;
      readonly out: number;
      readonly bias: boolean;
      /** The weight is another layer's: not counted again in params. */
      readonly tied: boolean;
    }
  /** A batched product of two activations, [batch, rows, inner] x [batch, inner, columns]; output as `output`. */
  | {
      readonly type: 'matmul';
      readonly input: Shape;
      readonly batch: number;
      readonly rows: number;
      readonly inner: number;
      readonly columns: number;
      readonly output: Shape;
    }
  | PoolLayer
  | { readonly type: 'globalPool'; readonly input: Shape }
  | {
      readonly type: 'norm';
      readonly input: Shape;
      readonly norm: Norm;
      readonly affine: boolean;
      readonly groups: number;
    }
  | { readonly type: 'act'; readonly input: Shape; readonly act: Activation }
  | { readonly type: 'embedding'; readonly input: IdShape; readonly vocabulary: number; readonly features: number }
  | { readonly type: 'positionEmbedding'; readonly input: TokenShape }
  | { readonly type: 'classToken'; readonly input: TokenShape; readonly count: number }
  | { readonly type: 'layerScale'; readonly input: Shape }
  | {
      readonly type: 'upsample';
      readonly input: MapShape;
      readonly size: readonly number[];
      readonly mode: 'nearest' | 'bilinear';
    }
  | { readonly type: 'add' | 'multiply'; readonly inputs: readonly Shape[] }
  | { readonly type: 'concat'; readonly inputs: readonly Shape[] }
  | {
      readonly type: 'slice';
      readonly input: Shape;
      /** Along channels of a map, along tokens otherwise; [from, to). */ readonly from: number;
      readonly to: number;
    }
  | { readonly type: 'pad'; readonly input: MapShape; readonly padding: readonly Padding[] }
  | { readonly type: 'reshape'; readonly input: Shape; readonly output: Shape }
  | { readonly type: 'shuffle'; readonly input: MapShape; readonly groups: number }
  | { readonly type: 'dropout' | 'zero' | 'identity'; readonly input: Shape }
  /** A fixed tensor: no gradient flows into it. */
  | { readonly type: 'constant'; readonly output: Shape }
  /** Learned numbers that belong to no layer above (the logit scale of Swin v2). */
  | { readonly type: 'parameter'; readonly input: Shape; readonly count: number };

export interface ConvLayer {
  readonly type: 'conv';
  readonly input: MapShape;
  readonly out: number;
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  /** Per dimension [before, after]; of a transposed convolution both are cropped from the output. */
  readonly padding: readonly Padding[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly bias: boolean;
  readonly transposed: boolean;
  readonly outputPadding: readonly number[];
}

export interface PoolLayer {
  readonly type: 'pool';
  readonly input: MapShape;
  readonly pool: 'max' | 'avg';
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly Padding[];
  readonly dilation: readonly number[];
  readonly ceil: boolean;
}

export type Norm = 'batch' | 'layer' | 'group' | 'instance' | 'rms';

export type Activation =
  | 'relu'
  | 'relu6'
  | 'leakyrelu'
  | 'prelu'
  | 'elu'
  | 'gelu'
  | 'silu'
  | 'swish'
  | 'hswish'
  | 'hsigmoid'
  | 'sigmoid'
  | 'tanh'
  | 'softmax';

/** What autograd does at one layer, as reachability decides. */
export interface Gradients {
  /** The layer's own parameters are trained, alive or not: they count in `params`. */
  readonly trainable: boolean;
  /** `trainable`, and the layer's output reaches an output of the network. */
  readonly filter: boolean;
  /**
   * Per input, in the layer's order: something upstream is trained, and the layer's output reaches an output.
   * matmul has two.
   */
  readonly inputs: readonly boolean[];
  /** The forward pass is run once more during the backward pass (activation checkpointing). */
  readonly recompute: boolean;
}

export interface CostOptions {
  readonly precision: 'float32' | 'float16' | 'bfloat16' | 'float64';
  /** Optimiser state per parameter: none, one copy (momentum), two copies (adam). */
  readonly optimizer: 'sgd' | 'momentum' | 'adam';
}

/**
 * All that figures depend on beside the space: what records carry, so that figures of other options are not mixed in.
 */
export interface FigureOptions extends CostOptions {
  readonly inputGradient: Space['inputGradient'];
}

/** In the order of every cost vector and table. `peak` is combined by max, the others by sum. */
export type Metric =
  | 'forward'
  | 'filterGrad'
  | 'inputGrad'
  | 'training'
  | 'macs'
  | 'params'
  | 'activations'
  | 'memory'
  | 'traffic'
  | 'peak';

/** One entry per metric, in the order of METRICS (src/cost/metrics.ts). */
export type CostVector = readonly Exact[];

// ---------------------------------------------------------------- Space → Graph (src/network)

/** A named, ordered, finite choice. */
export interface Decision {
  readonly name: string;
  readonly values: readonly DomainValue[];
  readonly place: Place;
  /** The decision is the adjacency matrix of a labelled graph. */
  readonly graph?: LabelledGraph;
}

/** Decisions that are one graph together: its matrix, and the operations at its inner vertices. */
export interface LabelledGraph {
  readonly vertices: number;
  readonly edges: number;
  /** Names of the decisions of the operations, in the order of the vertices. */
  readonly operations: readonly string[];
  /** What an operation may be, in the order of the file. */
  readonly labels: readonly string[];
}

/** Index into Graph.nodes. Inputs of a node always come before it. */
export type NodeId = number;

/**
 * The traced network: a dataflow graph from decisions to layer costs. Values are plain immutable data
 * (number, boolean, string, Shape, list, CostVector, Invalid), told apart by `key`.
 */
export interface Graph {
  readonly decisions: readonly Decision[];
  readonly nodes: readonly GraphNode[];
  /** Per decision, a boolean node: the decision is active exactly where it is true. */
  readonly active: readonly NodeId[];
  readonly constraints: readonly Constraint[];
  readonly layers: readonly LayerUse[];
}

export type GraphNode =
  | { readonly kind: 'constant'; readonly value: unknown }
  /**
   * The value of a decision (an element of its domain). Meaningless where the decision is inactive: never observed
   * there.
   */
  | { readonly kind: 'decision'; readonly decision: number }
  /**
   * A pure function of earlier nodes. It may return an Invalid, which matters only where a cost or a constraint
   * observes it; `apply` itself passes the Invalids among its arguments on, unless it does not need them (a select).
   */
  | {
      readonly kind: 'apply';
      readonly inputs: readonly NodeId[];
      readonly apply: (values: readonly unknown[]) => unknown;
      /** Nodes of one number compute the same of their inputs, up to where an Invalid lies in the file. */
      readonly operation?: number;
    };

/** A combination that cannot be built: why, and where in the file. */
export interface Invalid {
  readonly kind: 'invalid';
  readonly message: string;
  readonly hint?: string;
  readonly place: Place;
}

/** Architectures in which `node` is false are not in the space. */
export interface Constraint {
  readonly node: NodeId;
  readonly text: string;
  readonly place: Place;
}

/** One layer of the network, in the order of execution. */
export interface LayerUse {
  /** `stage1.block1.conv2`. */
  readonly path: string;
  readonly place: Place;
  /** Boolean: the layer is part of the architecture. */
  readonly present: NodeId;
  /** A CostVector where present (or an Invalid), the zero vector where not. */
  readonly cost: NodeId;
  /** The resolved Layer (or an Invalid); meaningless where the layer is not present. */
  readonly layer: NodeId;
  /** Boolean: the output reaches an output of the network. Meaningless where the layer is not present. */
  readonly alive: NodeId;
}

// ---------------------------------------------------------------- Graph → Diagram (src/diagram)

/**
 * A compiled space: a multi-valued decision diagram in flat arrays over one SharedArrayBuffer.
 *
 * Nodes are numbered by level, the root is 0, the terminal is the last. Node v decides decision `level[v]` (in
 * the diagram's order); its arcs are [arcStart[v], arcStart[v + 1]), in ascending order of value. A path that
 * skips a level leaves that decision inactive. Every path from root to terminal is one architecture; an empty
 * space has a root without arcs, a space with one architecture and no decision has its terminal as root.
 */
export interface Diagram {
  readonly buffer: SharedArrayBuffer;
  /** How many architectures there are. */
  readonly size: bigint;
  readonly nodeCount: number;
  readonly arcCount: number;
  /** Level → decision (index into Graph.decisions). */
  readonly order: Uint32Array;
  /** Node → level; of the terminal: order.length. */
  readonly level: Uint32Array;
  /** nodeCount + 1 entries. */
  readonly arcStart: Uint32Array;
  readonly arcChild: Uint32Array;
  readonly arcValue: Uint32Array;
  /** One entry per metric: which columns hold it, and how. */
  readonly metrics: readonly MetricColumns[];
  /**
   * Cost columns over arcs. A path's cost is `base` combined with its arcs', column by column; every sum stays below
   * 2^53.
   */
  readonly columns: readonly Float64Array[];
  /** Per column: the cost that is there before any decision. */
  readonly base: Float64Array;
  /** Paths from each node to the terminal, in limbs of 40 bits, lowest first; always two or more. */
  readonly countLimbs: readonly Float64Array[];
}

/** How a metric lies in the columns of a diagram. */
export interface MetricColumns {
  readonly combine: Combine;
  /** First column, and how many. */
  readonly first: number;
  readonly count: number;
  /**
   * `plain`: one column, the figure itself. `limbs`: figures of 2^53 and above, in limbs of 32 bits, lowest first,
   * whose sums stay exact column by column. `ranks`: one column of ranks into `ranked`, for a max of such figures.
   */
  readonly kind: 'plain' | 'limbs' | 'ranks';
  /** Ascending; empty unless kind is `ranks`. */
  readonly ranked: readonly bigint[];
}

/** How a metric adds up over the layers of a network. */
export type Combine = 'sum' | 'max';

/** One entry per decision of Graph.decisions: the index of the value, or -1 where the decision is inactive. */
export type Choice = Int32Array;

export interface Compiled {
  readonly diagram: Diagram;
  /** Indices into Graph.layers, ascending: layers that the diagram leaves out, evaluated per architecture. */
  readonly wide: readonly number[];
  /** Combinations in the space that cannot be built; empty for a valid space. */
  readonly invalid: readonly InvalidCombination[];
  readonly stats: CompileStats;
}

export interface InvalidCombination {
  /** Path of the layer, text of the constraint, or name of the decision whose activity cannot be told. */
  readonly where: string;
  readonly reason: Invalid;
  /** The decisions that matter, with the values under which it fails; empty: it always fails. */
  readonly assignment: Architecture;
}

export interface CompileStats {
  /** Tables of costs, after those with nested inputs are merged. */
  readonly factors: number;
  readonly nodes: number;
  readonly arcs: number;
  readonly nodesBeforeReduction: number;
  readonly milliseconds: number;
  readonly order: 'trace' | 'greedy' | 'backwards';
}

/** An architecture: decision name → value, active decisions only, in the order of Graph.decisions. */
export type Architecture = Readonly<Record<string, DomainValue>>;

/** What a budget allows of one figure; both ends are inclusive, an absent one is open. */
export interface Window {
  readonly min?: Exact;
  readonly max?: Exact;
}
