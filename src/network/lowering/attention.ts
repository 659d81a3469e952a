import type { NodeId, Shape, TokenShape } from '../../types.js';
import { invalid } from '../invalid.js';
import type { MapTensor, Tensor, TokenTensor } from '../tensor.js';
import { tokenTensor, withSizes } from '../tensor.js';
import { TraceError } from '../traceError.js';
import { emitAct } from './finish.js';
import { requireFeatures } from './kinds.js';
import { emitLinear } from './linear.js';
import type { Site } from './lowering.js';
import { attribute, emit, mainValue, placeOf, productOf, selectTensor } from './lowering.js';
import { inside } from '../context.js';

/** The numbers of one attention layer, as nodes. */
interface Plan {
  readonly heads: NodeId;
  /** Of queries and keys, over all heads; and of values. */
  readonly width: NodeId;
  readonly valueWidth: NodeId;
  readonly headWidth: NodeId;
  readonly headValueWidth: NodeId;
  /** Tokens per window of queries and of keys, and the number of windows. */
  readonly queries: NodeId;
  readonly keys: NodeId;
  readonly windows: NodeId;
}

/**
 * `attention`: multi-head attention with its projections, as PyTorch's nn.MultiheadAttention and the vision transformers
 * have it. Queries, keys and values of one input come from one product; of several inputs, from one each.
 */
export function attention(site: Site): Tensor {
  const input = requireFeatures(site, 'attention');
  if (!input) return site.input;
  const { builder } = site;
  const heads = mainValue(site, 'heads', null);
  const features = input.kind === 'map' ? input.channels : input.features;
  const width = attributeOr(site, 'width', features);
  const valueWidth = attributeOr(site, 'valueWidth', width);
  const bias = attribute(site, 'bias', true);
  const window = attribute(site, 'window', null);
  // as Swin v2 has it: what is added to the scores is computed before them
  const added = scoreBias(site);
  const x = padToWindows(site, input, window);
  const key = keyTensor(site, 'key', x);
  const value = keyTensor(site, 'value', key);

  const { queriesOf, keysOf, valuesOf } = project(site, { x, key, value, width, valueWidth, bias });
  const windows = countWindows(site, input, window);
  const perWindow = (tokens: NodeId) =>
    builder.apply('per window', [tokens, windows], ([n, w]) => (n as number) / (w as number));
  const plan: Plan = {
    heads,
    width,
    valueWidth,
    headWidth: perHead(site, width, heads),
    headValueWidth: perHead(site, valueWidth, heads),
    queries: perWindow(x.tokens),
    keys: perWindow(key.tokens),
    windows,
  };
  const scores = scoreTensor(site, plan, queriesOf, keysOf, added);
  const mixed = mixValues(site, plan, scores, valuesOf, x.tokens);
  return backToInput(site, input, projectOut(site, mixed, attributeOr(site, 'out', features), bias));
}

function attributeOr(site: Site, name: string, otherwise: NodeId): NodeId {
  return site.item.attributes.has(name) ? attribute(site, name, null) : otherwise;
}

/** Maps as one token per position, padded to a whole number of windows. */
function padToWindows(site: Site, input: MapTensor | TokenTensor, window: NodeId): TokenTensor {
  const { builder, recorder, context } = site;
  const sides = input.kind === 'map' ? input.size : [input.tokens];
  const place = placeOf(site, 'window');
  const tokens = builder.apply('window padding', [window, ...sides], ([w, ...sizes]) => {
    const perSide = windowSides(w, sizes.length);
    if (!perSide)
      return invalid(place, `window must be a positive integer, or one per dimension, but is ${JSON.stringify(w)}`);
    return (sizes as number[]).reduce(
      (n, size, i) => n * Math.ceil(size / (perSide[i] ?? size)) * (perSide[i] ?? size),
      1,
    );
  });
  const features = input.kind === 'map' ? input.channels : input.features;
  const padded = tokenTensor(tokens, features, input.needsGradient);
  return recorder.derive(padded, context.present, [{ tensor: input, when: builder.true }]) as TokenTensor;
}

function countWindows(site: Site, input: MapTensor | TokenTensor, window: NodeId): NodeId {
  const sides = input.kind === 'map' ? input.size : [input.tokens];
  return site.builder.apply('windows', [window, ...sides], ([w, ...sizes]) => {
    const perSide = windowSides(w, sizes.length) ?? [];
    return (sizes as number[]).reduce((n, size, i) => n * Math.ceil(size / (perSide[i] ?? size)), 1);
  });
}

/** Per side; empty for no windows, undefined for what is not a window. */
function windowSides(window: unknown, sides: number): number[] | undefined {
  if (window === null) return [];
  const list: unknown[] = Array.isArray(window) ? window : Array.from({ length: sides }, () => window);
  const valid = list.length === sides && list.every((side) => Number.isSafeInteger(side) && (side as number) > 0);
  return valid ? (list as number[]) : undefined;
}

/** The tensor that `key` or `value` names, as tokens; `otherwise` where it names none. */
function keyTensor(site: Site, name: 'key' | 'value', otherwise: TokenTensor): TokenTensor {
  const value = site.item.attributes.get(name);
  if (!value) return otherwise;
  const named = site.named(value);
  if (named.kind === 'tokens') return named;
  if (named.kind === 'unknown') throw new TraceError(value.place, '', undefined, true);
  if (named.kind === 'map') return padToWindows({ ...site, input: named }, named, site.builder.constant(null));
  throw new TraceError(value.place, `${name} of attention must carry features, but is token ids`);
}

/** The input projections. */
function project(
  site: Site,
  it: {
    readonly x: TokenTensor;
    readonly key: TokenTensor;
    readonly value: TokenTensor;
    readonly width: NodeId;
    readonly valueWidth: NodeId;
    readonly bias: NodeId;
  },
): { queriesOf: Tensor; keysOf: Tensor; valuesOf: Tensor } {
  const { x, key, value, width, valueWidth, bias } = it;
  if (x === key && x === value) {
    const all = site.builder.apply('2w+v', [width, valueWidth], ([w, v]) => 2 * (w as number) + (v as number));
    const qkv = emitLinear(site, x, all, { part: 'qkv', bias });
    return { queriesOf: qkv, keysOf: qkv, valuesOf: qkv };
  }
  return {
    queriesOf: emitLinear(site, x, width, { part: 'query', bias }),
    keysOf: emitLinear(site, key, width, { part: 'key', bias }),
    valuesOf: emitLinear(site, value, valueWidth, { part: 'value', bias }),
  };
}

function perHead(site: Site, width: NodeId, heads: NodeId): NodeId {
  const { place } = site.item;
  return site.builder.apply('per head', [width, heads], ([w, h]) => {
    if (Number.isSafeInteger(h) && (h as number) > 0 && (w as number) % (h as number) === 0)
      return (w as number) / (h as number);
    return invalid(place, `a width of ${String(w)} is not divisible by ${String(h)} heads`);
  });
}

/** Queries times keys, with what is added to the scores, and the softmax. */
function scoreTensor(site: Site, plan: Plan, queries: Tensor, keys: Tensor, added: Tensor | undefined): Tensor {
  const { builder } = site;
  const rows = productOf(site, [plan.heads, plan.windows, plan.queries]);
  const batch = productOf(site, [plan.heads, plan.windows]);
  const sizes = [rows, plan.keys] as const;
  let scores = matmul(site, 'scores', [queries, keys], [batch, plan.queries, plan.headWidth, plan.keys], sizes);
  if (site.item.attributes.has('learnedScale')) scores = learnedScale(site, plan, scores);
  const rowsOfTable = attribute(site, 'relativeKey', 0);
  scores = relative(
    site,
    'relativeKey',
    rowsOfTable,
    scores,
    queries,
    [plan.queries, plan.heads, plan.headWidth, plan.keys],
    sizes,
  );
  if (added) scores = addBias(site, scores, added);
  return emitAct(site, scores, builder.constant('softmax'), 'softmax');
}

/** Scores times values; the heads side by side. */
function mixValues(site: Site, plan: Plan, scores: Tensor, values: Tensor, tokens: NodeId): TokenTensor {
  const batch = productOf(site, [plan.heads, plan.windows]);
  const sizes = [tokens, plan.valueWidth] as const;
  const shape: Product = [batch, plan.queries, plan.keys, plan.headValueWidth];
  const mixed = matmul(site, 'mix', [scores, values], shape, sizes);
  const rowsOfTable = attribute(site, 'relativeValue', 0);
  const product: Product = [plan.queries, plan.heads, plan.keys, plan.headValueWidth];
  return relative(site, 'relativeValue', rowsOfTable, mixed, scores, product, sizes) as TokenTensor;
}

/** batch, rows, inner, columns. */
type Product = readonly [NodeId, NodeId, NodeId, NodeId];

function matmul(
  site: Site,
  part: string,
  operands: readonly [Tensor, Tensor],
  product: Product,
  sizes: readonly [NodeId, NodeId],
): Tensor {
  return emit(site, {
    part,
    key: 'matmul',
    inputs: operands,
    attributes: [...product, ...sizes],
    build: ([shape], [batch, rows, inner, columns, tokens, features]) => ({
      type: 'matmul',
      input: shape as Shape,
      batch: batch as number,
      rows: rows as number,
      inner: inner as number,
      columns: columns as number,
      output: { kind: 'tokens', tokens: tokens as number, features: features as number },
    }),
    like: tokenTensor(...sizes, operands[0].needsGradient),
  });
}

/**
 * A product with vectors gathered from a learned table of `rows` (AutoFormer's and iRPE's relative positions), added to
 * `target`; nothing where `rows` is 0.
 */
function relative(
  site: Site,
  part: string,
  rows: NodeId,
  target: Tensor,
  operand: Tensor,
  product: Product,
  sizes: readonly [NodeId, NodeId],
): Tensor {
  const { builder, context } = site;
  const present = builder.apply('has table', [rows], ([n]) => n !== 0);
  if (present === builder.false) return target;
  const inner: Site = { ...site, context: { ...context, present: builder.and(context.present, present) } };
  const table = learnedTable(inner, part, rows, product[part === 'relativeKey' ? 2 : 3]);
  const added = matmul(inner, part, [operand, table], product, sizes);
  return selectTensor(site, [present], [addTensors(inner, `${part}.add`, target, added)], target);
}

/** Learned vectors, `rows` of them. */
function learnedTable(site: Site, part: string, rows: NodeId, width: NodeId): Tensor {
  return emit(site, {
    part: `${part}.table`,
    key: 'table',
    inputs: [],
    attributes: [rows, width],
    build: (_none, [n, w]) => ({
      type: 'parameter',
      input: { kind: 'tokens', tokens: n as number, features: w as number },
      count: (n as number) * (w as number),
    }),
    like: tokenTensor(rows, width, site.builder.true),
    learns: true,
  });
}

function addTensors(site: Site, part: string, a: Tensor, b: Tensor): Tensor {
  return emit(site, {
    part,
    key: 'add',
    inputs: [a, b],
    build: (shapes) => ({ type: 'add', inputs: shapes }),
  });
}

function learnedScale(site: Site, plan: Plan, scores: Tensor): Tensor {
  const flag = attribute(site, 'learnedScale', false);
  const count = site.builder.apply('scales', [flag, plan.heads], ([is, heads]) => (is === true ? heads : 0));
  return emit(site, {
    part: 'scale',
    key: 'parameter',
    inputs: [scores],
    attributes: [count],
    build: ([shape], [n]) => ({ type: 'parameter', input: shape as Shape, count: n as number }),
    learns: flag,
  });
}

/** The output of the `scoreBias` branch. */
function scoreBias(site: Site): Tensor | undefined {
  if (!site.item.branch) return undefined;
  return site.runBranch(inside(site.context, 'scoreBias'), 'scoreBias', site.input);
}

/** Adds entries that are gathered from `added`, one for every score. */
function addBias(site: Site, scores: Tensor, added: Tensor): Tensor {
  return emit(site, {
    part: 'addBias',
    key: 'add gathered',
    inputs: [scores, added],
    build: ([shape]) => ({ type: 'add', inputs: [shape as TokenShape, shape as TokenShape] }),
    like: scores,
  });
}

function projectOut(site: Site, mixed: TokenTensor, out: NodeId, bias: NodeId): TokenTensor {
  const projects = attribute(site, 'project', true);
  const { builder, context } = site;
  const present = builder.and(context.present, projects);
  if (present === builder.false) return mixed;
  const projected = emitLinear({ ...site, context: { ...context, present } }, mixed, out, { part: 'project', bias });
  return selectTensor(site, [projects], [projected], mixed) as TokenTensor;
}

/** Drops the padding of windows; positions become a map again where the input was one. */
function backToInput(site: Site, input: MapTensor | TokenTensor, output: TokenTensor): Tensor {
  const { builder, recorder, context } = site;
  const sizes = input.kind === 'map' ? [output.features, ...input.size] : [input.tokens, output.features];
  const tensor = withSizes(input, sizes, output.needsGradient);
  return recorder.derive(tensor, context.present, [{ tensor: output, when: builder.true }]);
}
