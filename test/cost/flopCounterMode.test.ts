import { describe, expect, test } from 'vitest';
import { layerCost, outputShape } from '../../src/cost/layers.js';
import type { ConvLayer, MapShape, Padding } from '../../src/types.js';
import golden from '../golden/flop_counter_mode.json' with { type: 'json' };
import { ALL_GRADIENTS, conv, figure, FLOAT32_SGD, map, tokens } from './build.js';

// The numbers of docs/cost-model.md, "Why PyTorch's FlopCounterMode reports more".

interface Terms {
  readonly forward: number;
  readonly filterGrad: number;
  readonly inputGrad: number;
}

describe('beside FlopCounterMode', () => {
  test('a depthwise 3x3 convolution of 32 channels on 8x8 costs 110592 FLOPs to train, not 1253376', () => {
    const layer = conv(map(32, 8, 8), 32, {
      kernel: [3, 3],
      padding: [
        [1, 1],
        [1, 1],
      ],
      groups: 32,
    });
    expect(ours(layer)).toEqual({ forward: 36_864, filterGrad: 36_864, inputGrad: 36_864 });
    expect(flopCounterMode(layer)).toEqual({ forward: 36_864, filterGrad: 1_179_648, inputGrad: 36_864 });
    expect(total(ours(layer))).toBe(110_592);
    expect(total(flopCounterMode(layer))).toBe(1_253_376);
  });

  test('a convolution of one group costs the same by both', () => {
    const layer = conv(map(16, 8, 8), 24, {
      kernel: [3, 3],
      stride: [2, 2],
      padding: [
        [1, 1],
        [1, 1],
      ],
    });
    expect(ours(layer)).toEqual(flopCounterMode(layer));
  });

  test.each([
    ['mobilenet_v2', '6.89'],
    ['efficientnet_b0', '14.04'],
  ] as const)('%s: training is %s times too high there, and exact here', (name, ratio) => {
    const model = golden.models[name];
    const layers: readonly (GoldenLayer | GoldenConvolution)[] = model.layers;
    const exact = layers.map((it) => executed(it, 'weight' in it ? ours(goldenConvolution(it)) : goldenLinear(it)));
    const reported = layers.map((it) =>
      executed(it, 'weight' in it ? flopCounterMode(goldenConvolution(it)) : goldenLinear(it)),
    );
    expect(grandTotal(exact)).toBe(model.training);
    expect((grandTotal(reported) / grandTotal(exact)).toFixed(2)).toBe(ratio);
  });
});

function ours(layer: ConvLayer): Terms {
  return terms(layerCost(layer, ALL_GRADIENTS, FLOAT32_SGD));
}

function terms(cost: ReturnType<typeof layerCost>): Terms {
  const at = (metric: keyof Terms): number => figure(cost, metric) as number;
  return { forward: at('forward'), filterGrad: at('filterGrad'), inputGrad: at('inputGrad') };
}

/** PyTorch's formulas for a convolution that is not transposed: `groups` is nowhere in them. */
function flopCounterMode(layer: ConvLayer): Terms {
  const output = outputShape(layer) as MapShape;
  const input = [1, layer.input.channels, ...layer.input.size];
  const result = [1, layer.out, ...output.size];
  const weight = [layer.out, layer.input.channels / layer.groups, ...layer.kernel];
  return {
    forward: convFlopCount(input, weight, result, false),
    inputGrad: convFlopCount(result, weight, input, true),
    filterGrad: convFlopCount(transposeShape(input), result, weight, false),
  };
}

function convFlopCount(x: number[], weight: number[], out: number[], transposed: boolean): number {
  const points = (transposed ? x : out).slice(2);
  return [2, x[0] as number, ...points, ...weight].reduce((left, right) => left * right, 1);
}

function transposeShape([first, second, ...rest]: number[]): number[] {
  return [second as number, first as number, ...rest];
}

function total(it: Terms): number {
  return it.forward + it.filterGrad + it.inputGrad;
}

function grandTotal(layers: readonly Terms[]): number {
  return layers.reduce((sum, it) => sum + total(it), 0);
}

interface GoldenLayer {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly input_grad: boolean;
}

interface GoldenConvolution extends GoldenLayer {
  readonly weight: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly groups: number;
}

/** The terms that autograd ran: the first layer has no input gradient. */
function executed(layer: GoldenLayer, it: Terms): Terms {
  return layer.input_grad ? it : { ...it, inputGrad: 0 };
}

function goldenConvolution(it: GoldenConvolution): ConvLayer {
  const [, channels, ...size] = it.input as [number, number, ...number[]];
  return conv(map(channels, ...size), it.weight[0] as number, {
    kernel: it.weight.slice(2),
    stride: it.stride,
    padding: it.padding.map((padding): Padding => [padding, padding]),
    groups: it.groups,
  });
}

function goldenLinear(it: GoldenLayer): Terms {
  const [rows, features] = it.input as readonly [number, number];
  const out = it.output.at(-1) as number;
  return terms(
    layerCost(
      { type: 'linear', input: tokens(rows, features), out, bias: true, tied: false },
      ALL_GRADIENTS,
      FLOAT32_SGD,
    ),
  );
}
