import { describe, expect, test } from 'vitest';
import { product, sum } from '../../src/cost/exact.js';
import { layerCost, outputShape } from '../../src/cost/layers.js';
import type { Exact, Layer, Metric, Padding, Shape } from '../../src/types.js';
import golden from '../golden/layers.json' with { type: 'json' };
import { ALL_GRADIENTS, conv, figure, FLOAT32_SGD, map, tokens } from './build.js';

/** A case of test/golden/layers.json: single layers as PyTorch executed them. Which fields it has depends on `kind`. */
interface Case {
  readonly kind: string;
  readonly id?: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly forward: number | string;
  readonly filter_grad: number | string;
  readonly input_grad: number | string;
  readonly params: number | string;
  readonly transposed?: boolean;
  readonly in_channels?: number;
  readonly out_channels?: number;
  readonly kernel?: readonly number[];
  readonly stride?: readonly number[];
  readonly padding?: readonly number[];
  readonly dilation?: readonly number[];
  readonly output_padding?: readonly number[];
  readonly groups?: number;
  readonly bias?: boolean;
  readonly in_features?: number;
  readonly out_features?: number;
  readonly other?: readonly number[];
  readonly other_is_parameter?: boolean;
  readonly key?: readonly number[];
  readonly value?: readonly number[];
  readonly embed_dim?: number;
  readonly heads?: number;
  readonly vocabulary?: number;
  readonly dim?: number;
}

/** The layers of ours that make up a case for one sample, and how many samples the case has. */
interface Composition {
  readonly layers: readonly Layer[];
  readonly samples: number;
  /** The case's output shape for one sample, as the last layer has it. */
  readonly output: Shape;
}

const executed: readonly Case[] = golden.layers;
const huge: readonly Case[] = golden.huge;

describe('single layers that PyTorch executed', () => {
  test.each(executed.map((it) => ({ title: `${it.id} ${it.kind}`, it })))('$title', ({ it }) => {
    expect(ours(it)).toEqual(theirs(it));
  });
});

describe('layers too large to execute, exact above 2^53', () => {
  test.each(huge.map((it, index) => ({ title: `${index} ${it.kind}`, it })))('$title', ({ it }) => {
    expect(ours(it)).toEqual(theirs(it));
  });

  test('some of them are above 2^53', () => {
    expect(huge.filter((it) => BigInt(it.forward) > 2n ** 53n)).toHaveLength(3);
  });
});

interface Figures {
  readonly output: Shape;
  readonly forward: bigint;
  readonly filterGrad: bigint;
  readonly inputGrad: bigint;
  readonly params: bigint;
}

function theirs(it: Case): Figures {
  return {
    output: compose(it).output,
    forward: BigInt(it.forward),
    filterGrad: BigInt(it.filter_grad),
    inputGrad: BigInt(it.input_grad),
    params: BigInt(it.params),
  };
}

/** The figures of the whole batch: ours are for one sample. */
function ours(it: Case): Figures {
  const { layers, samples } = compose(it);
  const costs = layers.map((layer) => layerCost(layer, ALL_GRADIENTS, FLOAT32_SGD));
  const total = (metric: Metric): Exact => sum(...costs.map((cost) => figure(cost, metric)));
  return {
    output: outputShape(layers.at(-1) as Layer),
    forward: BigInt(product(samples, total('forward'))),
    filterGrad: BigInt(product(samples, total('filterGrad'))),
    inputGrad: BigInt(product(samples, total('inputGrad'))),
    params: BigInt(total('params')),
  };
}

function compose(it: Case): Composition {
  if (it.in_channels !== undefined) return convolution(it, it.in_channels);
  if (it.in_features !== undefined) return fullyConnected(it, it.in_features);
  if (it.other !== undefined) return batchedProduct(it, it.other);
  if (it.embed_dim !== undefined) return multiHeadAttention(it, it.embed_dim);
  if (it.vocabulary !== undefined) return lookup(it, it.vocabulary);
  throw new Error(`unknown kind ${it.kind}`);
}

function convolution(it: Case, channels: number): Composition {
  const layer = conv(map(channels, ...it.input.slice(2)), given(it.out_channels), {
    kernel: given(it.kernel),
    stride: given(it.stride),
    padding: given(it.padding).map((padding): Padding => [padding, padding]),
    dilation: given(it.dilation),
    groups: given(it.groups),
    bias: given(it.bias),
    transposed: given(it.transposed),
    outputPadding: given(it.output_padding),
  });
  const output = map(given(it.output[1]), ...it.output.slice(2));
  return { layers: [layer], samples: given(it.input[0]), output };
}

/** All leading dimensions are rows of one product: tokens of a single sample. */
function fullyConnected(it: Case, features: number): Composition {
  const rows = it.input.slice(0, -1).reduce((left, right) => left * right, 1);
  const layer: Layer = linear(rows, features, given(it.out_features), given(it.bias));
  return { layers: [layer], samples: 1, output: tokens(rows, given(it.output.at(-1))) };
}

/** Two activations: a matrix product. A learned second operand: a linear layer without bias per matrix of the batch. */
function batchedProduct(it: Case, other: readonly number[]): Composition {
  const [batch, rows, inner] = it.input as readonly [number, number, number];
  const columns = given(other[2]);
  if (it.other_is_parameter === true) {
    const layers = Array.from({ length: batch }, () => linear(rows, inner, columns, false));
    return { layers, samples: 1, output: tokens(rows, columns) };
  }
  const output = map(batch, rows, columns);
  return { layers: [matmul(map(batch, rows, inner), batch, rows, inner, columns, output)], samples: 1, output };
}

function multiHeadAttention(it: Case, width: number): Composition {
  const [samples, queries] = it.input as readonly [number, number, number];
  const [, keys, keyWidth] = given(it.key) as readonly [number, number, number];
  const valueWidth = given(given(it.value)[2]);
  const heads = given(it.heads);
  const head = width / heads;
  const bias = given(it.bias);
  const scores = map(heads, queries, keys);
  const layers: Layer[] = [
    linear(queries, width, width, bias),
    linear(keys, keyWidth, width, bias),
    linear(keys, valueWidth, width, bias),
    matmul(tokens(queries, width), heads, queries, head, keys, scores),
    matmul(scores, heads, queries, keys, head, tokens(queries, width)),
    linear(queries, width, width, bias),
  ];
  return { layers, samples, output: tokens(queries, width) };
}

function lookup(it: Case, vocabulary: number): Composition {
  const [samples, count] = it.input as readonly [number, number];
  const features = given(it.dim);
  const layer: Layer = { type: 'embedding', input: { kind: 'ids', tokens: count }, vocabulary, features };
  return { layers: [layer], samples, output: tokens(count, features) };
}

function linear(rows: number, features: number, out: number, bias: boolean): Layer {
  return { type: 'linear', input: tokens(rows, features), out, bias, tied: false };
}

function matmul(input: Shape, batch: number, rows: number, inner: number, columns: number, output: Shape): Layer {
  return { type: 'matmul', input, batch, rows, inner, columns, output };
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the case lacks a field');
  return value;
}
