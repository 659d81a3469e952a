import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layerCost, outputShape } from '../../src/cost/layers.js';
import type { ConvLayer, Exact, Padding } from '../../src/types.js';
import golden from '../golden/bruteforce.json' with { type: 'json' };
import { ALL_GRADIENTS, conv, figure, FLOAT32_SGD, map, shapeIfBuilt } from './build.js';
import { naiveConvolution } from './naiveConvolution.js';

const smallConvolution = fc
  .record({ dimensions: fc.integer({ min: 1, max: 3 }), transposed: fc.boolean() })
  .chain(({ dimensions, transposed }) => {
    const each = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
      fc.array(value, { minLength: dimensions, maxLength: dimensions });
    return fc
      .record({
        groups: upTo(3),
        inPerGroup: upTo(2),
        outPerGroup: upTo(3),
        size: each(upTo([0, 8, 5, 3][dimensions] as number)),
        kernel: each(upTo(dimensions === 3 ? 2 : 3)),
        stride: each(upTo(3)),
        dilation: each(upTo(3)),
        padding: each(fc.tuple(upTo(2, 0), upTo(2, 0))),
        extra: each(upTo(2, 0)),
      })
      .map((it): ConvLayer => {
        const limit = (dimension: number): number =>
          Math.max(it.stride[dimension] as number, it.dilation[dimension] as number) - 1;
        return conv(map(it.groups * it.inPerGroup, ...it.size), it.groups * it.outPerGroup, {
          kernel: it.kernel,
          stride: it.stride,
          dilation: it.dilation,
          padding: it.padding,
          groups: it.groups,
          transposed,
          outputPadding: it.extra.map((extra, dimension) => (transposed ? Math.min(extra, limit(dimension)) : 0)),
        });
      });
  });

describe('a convolution of any kind', () => {
  test('has the shape and the three FLOP terms of naive nested loops, or is refused where they have no output', () => {
    let built = 0;
    fc.assert(
      fc.property(smallConvolution, (layer) => {
        const naive = naiveConvolution(layer);
        expect(shapeIfBuilt(layer)).toEqual(naive && map(layer.out, ...naive.outputSize));
        if (naive === undefined) return;
        built++;
        const [output, weight, input] = naive.pairings;
        expect([weight, input]).toEqual([output, output]);
        const cost = layerCost(layer, ALL_GRADIENTS, FLOAT32_SGD);
        expect(figure(cost, 'forward')).toBe(naive.forward);
        expect(figure(cost, 'filterGrad')).toBe(naive.filterGrad);
        expect(figure(cost, 'inputGrad')).toBe(naive.inputGrad);
      }),
      { numRuns: 300, seed: 20190809 },
    );
    expect(built).toBeGreaterThan(200);
  });

  test.each(golden.cases.map((it, index) => ({ ...it, title: `${index} ${it.tag}` })))(
    'counts the multiplies of golden case $title',
    (it) => {
      const layer = conv(map(it.in_channels, ...it.input), it.out_channels, {
        kernel: it.kernel,
        stride: it.stride,
        dilation: it.dilation,
        padding: it.padding.map((padding): Padding => [padding, padding]),
        groups: it.groups,
        transposed: it.transposed,
        outputPadding: it.output_padding,
      });
      const cost = layerCost(layer, ALL_GRADIENTS, FLOAT32_SGD);
      expect(outputShape(layer)).toEqual(map(it.out_channels, ...it.output));
      expect((figure(cost, 'forward') as number) * it.n).toBe(2 * it.a.forward);
      expect((figure(cost, 'filterGrad') as number) * it.n).toBe(2 * it.a.filter_grad);
      expect((figure(cost, 'inputGrad') as number) * it.n).toBe(2 * it.a.input_grad);
    },
  );
});

describe('the number of groups', () => {
  test('acts through Ko = out / groups alone: a channel multiplier of M costs M times the depthwise layer', () => {
    expect(forward(depthwise(32))).toBe(36_864);
    expect(forward(depthwise(128))).toBe(4 * 36_864);
    // with Ko kept fixed, the grouping alone leaves the arithmetic as it is: 1 group of 4 outputs, 32 groups of 4 each
    const dense = conv(map(32, 8, 8), 4, {
      kernel: [3, 3],
      padding: [
        [1, 1],
        [1, 1],
      ],
    });
    expect(forward(dense)).toBe(forward(depthwise(128)));
  });
});

function upTo(max: number, min = 1): fc.Arbitrary<number> {
  return fc.integer({ min, max });
}

function depthwise(out: number): ConvLayer {
  return conv(map(32, 8, 8), out, {
    kernel: [3, 3],
    padding: [
      [1, 1],
      [1, 1],
    ],
    groups: 32,
  });
}

function forward(layer: ConvLayer): Exact {
  return figure(layerCost(layer, ALL_GRADIENTS, FLOAT32_SGD), 'forward');
}
