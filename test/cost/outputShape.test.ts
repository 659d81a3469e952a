import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LayerError } from '../../src/cost/layerError.js';
import { outputShape } from '../../src/cost/layers.js';
import type { Layer, PoolLayer } from '../../src/types.js';
import { conv, map, pool, shapeIfBuilt, tokens } from './build.js';

describe('pooling', () => {
  const pooling = fc
    .record({
      size: fc.integer({ min: 1, max: 12 }),
      kernel: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 6 }),
      dilation: fc.integer({ min: 1, max: 3 }),
      before: fc.integer({ min: 0, max: 2 }),
      after: fc.integer({ min: 0, max: 2 }),
      ceil: fc.boolean(),
    })
    .filter((it) => Math.max(it.before, it.after) <= Math.floor(it.kernel / 2));

  test('has as many outputs as windows fit, or is refused where none does', () => {
    fc.assert(
      fc.property(pooling, (it) => {
        const layer = pool(map(3, it.size), it.kernel, {
          stride: [it.stride],
          dilation: [it.dilation],
          padding: [[it.before, it.after]],
          ceil: it.ceil,
        });
        const windows = countWindows(layer);
        expect(shapeIfBuilt(layer)).toEqual(windows === 0 ? undefined : map(3, windows));
      }),
      { numRuns: 1000 },
    );
  });

  test('follows PyTorch on known networks: ResNet floors 112 to 56, GoogLeNet ceils 112 to 56 without padding', () => {
    const stride = [2, 2];
    const padding = [[1, 1] as const, [1, 1] as const];
    expect(outputShape(pool(map(64, 112, 112), 3, { stride, padding }))).toEqual(map(64, 56, 56));
    expect(outputShape(pool(map(64, 112, 112), 3, { stride, ceil: true }))).toEqual(map(64, 56, 56));
    expect(outputShape(pool(map(64, 112, 112), 3, { stride }))).toEqual(map(64, 55, 55));
  });

  test('in ceil mode drops a last window that would start in the right padding', () => {
    // windows would start at 0, 2 and 4 of [pad, x, x, x, pad]
    const layer = pool(map(1, 3), 2, { stride: [2], padding: [[1, 1]], ceil: true });
    expect(outputShape(layer)).toEqual(map(1, 2));
  });
});

/** Windows one by one: in ceil mode another one, unless it starts past the input, while the one before left a rest. */
function countWindows(layer: PoolLayer): number {
  const [before, after] = layer.padding[0] as readonly [number, number];
  const stride = layer.stride[0] as number;
  const input = layer.input.size[0] as number;
  const span = (layer.dilation[0] as number) * ((layer.kernel[0] as number) - 1) + 1;
  const padded = before + input + after;
  const fits = (start: number): boolean =>
    layer.ceil ? start - stride + span < padded && start < before + input : start + span <= padded;
  let windows = 0;
  while (fits(windows * stride)) windows++;
  return windows;
}

describe('shapes', () => {
  const shaped: readonly (readonly [string, Layer, ReturnType<typeof outputShape>])[] = [
    ['globalPool of a map', { type: 'globalPool', input: map(8, 4, 5) }, map(8, 1, 1)],
    ['globalPool of tokens', { type: 'globalPool', input: tokens(197, 64) }, tokens(1, 64)],
    ['linear', { type: 'linear', input: tokens(5, 8), out: 3, bias: true, tied: false }, tokens(5, 3)],
    ['norm', { type: 'norm', input: map(8, 4), norm: 'group', affine: true, groups: 2 }, map(8, 4)],
    ['act', { type: 'act', input: tokens(3, 4), act: 'gelu' }, tokens(3, 4)],
    ['embedding', { type: 'embedding', input: { kind: 'ids', tokens: 7 }, vocabulary: 99, features: 4 }, tokens(7, 4)],
    ['positionEmbedding', { type: 'positionEmbedding', input: tokens(7, 4) }, tokens(7, 4)],
    ['classToken', { type: 'classToken', input: tokens(196, 64), count: 1 }, tokens(197, 64)],
    ['upsample', { type: 'upsample', input: map(8, 4, 5), size: [8, 11], mode: 'nearest' }, map(8, 8, 11)],
    ['add', { type: 'add', inputs: [map(8, 4, 5), map(8, 4, 5), map(8, 4, 5)] }, map(8, 4, 5)],
    ['multiply by a gate per channel', { type: 'multiply', inputs: [map(8, 4, 5), map(8, 1, 1)] }, map(8, 4, 5)],
    ['multiply a gate per point', { type: 'multiply', inputs: [map(1, 4, 5), map(8, 4, 5)] }, map(8, 4, 5)],
    ['multiply tokens', { type: 'multiply', inputs: [tokens(1, 5), tokens(9, 5)] }, tokens(9, 5)],
    ['concat of maps', { type: 'concat', inputs: [map(8, 4, 5), map(2, 4, 5), map(1, 4, 5)] }, map(11, 4, 5)],
    ['concat of tokens', { type: 'concat', inputs: [tokens(3, 5), tokens(3, 2)] }, tokens(3, 7)],
    ['slice of a map', { type: 'slice', input: map(8, 4, 5), from: 2, to: 8 }, map(6, 4, 5)],
    ['slice of tokens', { type: 'slice', input: tokens(197, 8), from: 1, to: 197 }, tokens(196, 8)],
    [
      'pad and crop',
      {
        type: 'pad',
        input: map(8, 4, 5),
        padding: [
          [1, 2],
          [-1, 0],
        ],
      },
      map(8, 7, 4),
    ],
    ['reshape', { type: 'reshape', input: map(8, 4, 5), output: tokens(20, 8) }, tokens(20, 8)],
    ['shuffle', { type: 'shuffle', input: map(8, 4, 5), groups: 4 }, map(8, 4, 5)],
    ['zero', { type: 'zero', input: map(8, 4, 5) }, map(8, 4, 5)],
    ['constant', { type: 'constant', output: tokens(225, 2) }, tokens(225, 2)],
    ['parameter', { type: 'parameter', input: map(3, 64, 64), count: 3 }, map(3, 64, 64)],
    ['an asymmetric convolution', asymmetric(), map(16, 4, 8, 3)],
  ];

  test.each(shaped)('%s', (_title, layer, expected) => expect(outputShape(layer)).toEqual(expected));
});

function asymmetric(): Layer {
  return conv(map(3, 9, 8, 7), 16, {
    kernel: [3, 2, 1],
    stride: [2, 1, 3],
    padding: [
      [0, 1],
      [1, 0],
      [0, 0],
    ],
    dilation: [1, 1, 4],
  });
}

describe('what PyTorch would refuse is refused, and the message says why', () => {
  const refused: readonly (readonly [string, Layer, RegExp])[] = [
    ['conv: input channels and groups', conv(map(30, 8, 8), 32, { groups: 4 }), /30 input channels .* 4 groups/],
    ['conv: output channels and groups', conv(map(32, 8, 8), 30, { groups: 4 }), /30 output channels .* 4 groups/],
    ['conv: no output channels', conv(map(32, 8, 8), 0), /output channels must be a positive integer, but is 0/],
    ['conv: a fraction of a channel', conv(map(32, 8, 8), 1.5), /but is 1.5/],
    ['conv: no groups', conv(map(32, 8, 8), 8, { groups: 0 }), /groups must be a positive integer/],
    [
      'conv: kernel',
      conv(map(3, 4, 4), 8, { kernel: [1, 5] }),
      /kernel 5 is larger than the padded input 4 in dimension 2/,
    ],
    [
      'conv: dilated kernel',
      conv(map(3, 4), 8, { kernel: [3], dilation: [2] }),
      /kernel 3 \(spanning 5 when dilated\) is larger than the padded input 4/,
    ],
    ['conv: stride 0', conv(map(3, 4), 8, { stride: [0] }), /stride must be a positive integer/],
    ['conv: negative padding', conv(map(3, 4), 8, { padding: [[0, -1]] }), /padding must be an integer of at least 0/],
    ['conv: entries per dimension', conv(map(3, 4, 4), 8, { kernel: [3] }), /kernel has 1 entries .* 2 dimensions/],
    ['conv: four dimensions', conv(map(3, 4, 4, 4, 4), 8), /one to three dimensions/],
    ['conv: an empty map', conv(map(3, 0), 8), /size of a map must be a positive integer/],
    [
      'transposed: output padding',
      conv(map(3, 4), 8, { transposed: true, stride: [2], outputPadding: [2] }),
      /output padding 2 must be smaller than stride 2 or dilation 1/,
    ],
    [
      'transposed: all cropped away',
      conv(map(3, 2), 8, { transposed: true, kernel: [2], padding: [[2, 1]] }),
      /output of a transposed convolution has size 0/,
    ],
    [
      'linear: no features',
      { type: 'linear', input: tokens(1, 8), out: 0, bias: true, tied: false },
      /output features/,
    ],
    [
      'pool: padding over half the kernel',
      pool(map(3, 8), 3, { padding: [[0, 2]] }),
      /padding 2 is more than half of kernel 3/,
    ],
    ['pool: kernel', pool(map(3, 2), 3), /pooling kernel 3 is larger than the padded input 2/],
    ['pool: dilated average', pool(map(3, 8), 3, { pool: 'avg', dilation: [2] }), /average pooling has no dilation/],
    ['globalPool: ids', { type: 'globalPool', input: { kind: 'ids', tokens: 4 } }, /token ids have no features/],
    [
      'norm: groups',
      { type: 'norm', input: map(30, 4), norm: 'group', affine: true, groups: 4 },
      /30 channels .* 4 groups/,
    ],
    [
      'norm: one point',
      { type: 'norm', input: map(3, 1), norm: 'instance', affine: true, groups: 1 },
      /more than one point/,
    ],
    [
      'embedding: vocabulary',
      { type: 'embedding', input: { kind: 'ids', tokens: 4 }, vocabulary: 0, features: 4 },
      /vocabulary/,
    ],
    [
      'upsample: dimensions',
      { type: 'upsample', input: map(3, 4, 4), size: [8], mode: 'nearest' },
      /size has 1 entries/,
    ],
    ['upsample: size', { type: 'upsample', input: map(3, 4), size: [0], mode: 'nearest' }, /size of a map/],
    ['add: sizes', { type: 'add', inputs: [map(8, 4, 4), map(8, 2, 2)] }, /cannot add 8x4x4 and 8x2x2/],
    ['add: channels', { type: 'add', inputs: [map(8, 4), map(1, 4)] }, /cannot add 8x4 and 1x4/],
    ['add: kinds', { type: 'add', inputs: [map(8, 4), tokens(4, 8)] }, /cannot add 8x4 and 4 tokens x 8/],
    ['add: nothing', { type: 'add', inputs: [] }, /there are no inputs/],
    ['multiply', { type: 'multiply', inputs: [map(8, 4, 4), map(8, 2, 1)] }, /cannot multiply 8x4x4 by 8x2x1/],
    ['concat: sizes', { type: 'concat', inputs: [map(8, 4, 4), map(8, 4, 2)] }, /cannot concatenate 8x4x4 and 8x4x2/],
    ['concat: tokens', { type: 'concat', inputs: [tokens(3, 5), tokens(4, 5)] }, /3 tokens x 5 and 4 tokens x 5/],
    [
      'slice: out of range',
      { type: 'slice', input: map(8, 4), from: 4, to: 9 },
      /\[4, 9\) does not lie within 8 channels/,
    ],
    ['slice: empty', { type: 'slice', input: tokens(8, 4), from: 4, to: 4 }, /\[4, 4\) does not lie within 8 tokens/],
    ['pad: all cropped away', { type: 'pad', input: map(8, 4), padding: [[-2, -2]] }, /padding \[-2, -2\] .* leaves 0/],
    [
      'reshape',
      { type: 'reshape', input: map(8, 4), output: tokens(4, 7) },
      /8x4 \(32 elements\) to 4 tokens x 7 \(28 elements\)/,
    ],
    ['shuffle', { type: 'shuffle', input: map(8, 4), groups: 3 }, /8 channels are not divisible by 3 groups/],
    [
      'matmul',
      { type: 'matmul', input: map(1, 4, 4), batch: 1, rows: 4, inner: 0, columns: 4, output: map(1, 4, 4) },
      /inner/,
    ],
    ['parameter', { type: 'parameter', input: map(1, 4), count: 0 }, /number of parameters/],
  ];

  test.each(refused)('%s', (_title, layer, message) => {
    expect(() => outputShape(layer)).toThrow(LayerError);
    expect(() => outputShape(layer)).toThrow(message);
  });

  test('a remedy is given where there is one', () => {
    const refusal = catchError(() => outputShape(conv(map(3, 4), 8, { kernel: [5] })));
    expect(refusal).toMatchObject({ name: 'LayerError', hint: 'use a smaller kernel or dilation, or more padding' });
  });
});

function catchError(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
