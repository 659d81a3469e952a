import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, product, sum } from '../../src/cost/exact.js';
import { LayerError } from '../../src/cost/layerError.js';
import { layerCost, LAYERS } from '../../src/cost/layers.js';
import { METRICS } from '../../src/cost/metrics.js';
import type { CostOptions, Exact, Gradients, Layer, Metric } from '../../src/types.js';
import { ALL_GRADIENTS, conv, figure, FLOAT32_SGD, map, pool, tokens } from './build.js';

const BATCH_NORM = { type: 'norm', input: map(8, 4, 4), norm: 'batch', affine: true, groups: 1 } as const;
const SCORES = map(3, 10, 12);

/** Every layer type once at least, with figures worked out by hand from the tables of docs/cost-model.md. */
const EXAMPLES: readonly Example[] = [
  {
    title: 'conv: input 48, weights 216, bias 8, output 32',
    layer: conv(map(3, 4, 4), 8, {
      kernel: [3, 3],
      stride: [2, 2],
      padding: [
        [1, 1],
        [1, 1],
      ],
      bias: true,
    }),
    params: 224,
    // saves its input
    saved: 4 * 48,
    // forward 48 + 224 + 32; filter gradient 48 + 32 + 224; input gradient 32 + 216 + 48
    traffic: 4 * (304 + 304 + 296),
    peak: 4 * 304,
    activations: 32,
  },
  {
    title: 'linear: input 10, weights 6, bias 3, output 15',
    layer: { type: 'linear', input: tokens(5, 2), out: 3, bias: true, tied: false },
    params: 9,
    saved: 4 * 10,
    traffic: 4 * (34 + 34 + 31),
    peak: 4 * 34,
    activations: 15,
  },
  {
    title: 'tied linear: reads the weights 6, and owns the bias 3 alone',
    layer: { type: 'linear', input: tokens(5, 2), out: 3, bias: true, tied: true },
    params: 3,
    saved: 4 * 10,
    traffic: 4 * (34 + 34 + 31),
    peak: 4 * 34,
    activations: 15,
  },
  {
    title: 'matmul: operands 60 and 72, output 360',
    layer: {
      type: 'matmul',
      input: tokens(10, 6),
      batch: 3,
      rows: 10,
      inner: 2,
      columns: 12,
      output: SCORES,
    },
    params: 0,
    saved: 4 * (60 + 72),
    traffic: 4 * 3 * 492,
    peak: 4 * 492,
  },
  {
    title: 'max pool: input 128, output 32, indices of 8 bytes',
    layer: pool(map(8, 4, 4), 2, { stride: [2, 2] }),
    params: 0,
    saved: 4 * 128 + 8 * 32,
    traffic: 2 * (4 * 160 + 8 * 32),
    peak: 4 * 160,
  },
  {
    title: 'average pool: saves its input',
    layer: pool(map(8, 4, 4), 2, { stride: [2, 2], pool: 'avg' }),
    params: 0,
    saved: 4 * 128,
    traffic: 2 * 4 * 160,
    peak: 4 * 160,
  },
  {
    title: 'global pool',
    layer: { type: 'globalPool', input: map(8, 4, 4) },
    params: 0,
    saved: 0,
    traffic: 2 * 4 * 136,
    peak: 4 * 136,
  },
  {
    title: 'batch norm: saves its input, reads it in both gradients',
    layer: BATCH_NORM,
    params: 16,
    saved: 4 * 128,
    // forward 128 + 16 + 128; filter gradient the same; input gradient 128 + 8 + 128 + 128
    traffic: 4 * (272 + 272 + 392),
    peak: 4 * 272,
  },
  {
    title: 'batch norm without affine terms has no filter gradient to move',
    layer: { ...BATCH_NORM, affine: false },
    params: 0,
    saved: 4 * 128,
    traffic: 4 * (256 + 384),
    peak: 4 * 256,
  },
  {
    title: 'rms norm: one number per feature',
    layer: { type: 'norm', input: tokens(2, 8), norm: 'rms', affine: true, groups: 1 },
    params: 8,
    saved: 4 * 16,
    traffic: 4 * (40 + 40 + 56),
    peak: 4 * 40,
  },
  {
    title: 'relu: a filter gradient that is asked for does not exist',
    layer: { type: 'act', input: tokens(2, 8), act: 'relu' },
    params: 0,
    saved: 4 * 16,
    traffic: 4 * (32 + 48),
    peak: 4 * 32,
  },
  {
    title: 'prelu: one slope',
    layer: { type: 'act', input: tokens(2, 8), act: 'prelu' },
    params: 1,
    saved: 4 * 16,
    traffic: 4 * (33 + 33 + 49),
    peak: 4 * 33,
  },
  {
    title: 'embedding: 3 ids of 8 bytes, 6 numbers looked up, a dense gradient of 20',
    layer: { type: 'embedding', input: { kind: 'ids', tokens: 3 }, vocabulary: 10, features: 2 },
    params: 20,
    saved: 8 * 3,
    traffic: 4 * (6 + 6) + 8 * 3 + 4 * (6 + 20) + 8 * 3,
    peak: 4 * 26 + 8 * 3,
  },
  {
    title: 'position embedding',
    layer: { type: 'positionEmbedding', input: tokens(3, 2) },
    params: 6,
    saved: 0,
    traffic: 4 * (18 + 12),
    peak: 4 * 18,
  },
  {
    title: 'class token',
    layer: { type: 'classToken', input: tokens(3, 2), count: 1 },
    params: 2,
    saved: 0,
    traffic: 4 * (6 + 2 + 8 + 4),
    peak: 4 * 16,
  },
  {
    title: 'layer scale',
    layer: { type: 'layerScale', input: tokens(3, 2) },
    params: 2,
    saved: 4 * 6,
    traffic: 4 * 3 * 14,
    peak: 4 * 14,
  },
  {
    title: 'upsample',
    layer: { type: 'upsample', input: map(2, 3), size: [6], mode: 'nearest' },
    params: 0,
    saved: 0,
    traffic: 4 * 36,
    peak: 4 * 18,
  },
  {
    title: 'add: its gradient is handed on',
    layer: { type: 'add', inputs: [map(2, 3), map(2, 3)] },
    params: 0,
    saved: 0,
    traffic: 4 * 18,
    peak: 4 * 18,
  },
  {
    title: 'multiply: saves both, reads them in both gradients',
    layer: { type: 'multiply', inputs: [map(2, 3), map(2, 1)] },
    params: 0,
    saved: 4 * 8,
    traffic: 4 * 3 * 14,
    peak: 4 * 14,
  },
  {
    title: 'concat: its gradient is a view',
    layer: { type: 'concat', inputs: [map(2, 3), map(1, 3)] },
    params: 0,
    saved: 0,
    traffic: 4 * 18,
    peak: 4 * 18,
  },
  {
    title: 'slice',
    layer: { type: 'slice', input: map(2, 3), from: 0, to: 1 },
    params: 0,
    saved: 0,
    traffic: 0,
    peak: 4 * 6,
  },
  {
    title: 'pad',
    layer: { type: 'pad', input: map(2, 3), padding: [[1, 0]] },
    params: 0,
    saved: 0,
    traffic: 2 * 4 * 14,
    peak: 4 * 14,
  },
  {
    title: 'reshape',
    layer: { type: 'reshape', input: map(2, 3), output: tokens(1, 6) },
    params: 0,
    saved: 0,
    traffic: 0,
    peak: 4 * 6,
  },
  {
    title: 'shuffle',
    layer: { type: 'shuffle', input: map(2, 3), groups: 2 },
    params: 0,
    saved: 0,
    traffic: 2 * 4 * 12,
    peak: 4 * 12,
  },
  {
    title: 'dropout: a mask of one byte',
    layer: { type: 'dropout', input: map(2, 3) },
    params: 0,
    saved: 6,
    traffic: 2 * (4 * 12 + 6),
    peak: 4 * 6,
  },
  { title: 'zero', layer: { type: 'zero', input: map(2, 3) }, params: 0, saved: 0, traffic: 4 * 6, peak: 4 * 6 },
  { title: 'identity', layer: { type: 'identity', input: map(2, 3) }, params: 0, saved: 0, traffic: 0, peak: 4 * 6 },
  { title: 'constant', layer: { type: 'constant', output: map(2, 3) }, params: 0, saved: 0, traffic: 0, peak: 4 * 6 },
  {
    title: 'parameter',
    layer: { type: 'parameter', input: map(2, 3), count: 5 },
    params: 5,
    saved: 0,
    traffic: 4 * 10,
    peak: 4 * 11,
  },
];

interface Example {
  readonly title: string;
  readonly layer: Layer;
  readonly params: number;
  /** Bytes kept for the backward pass, traffic and working set with all gradients, in float32. */
  readonly saved: number;
  readonly traffic: number;
  readonly peak: number;
  readonly activations?: number;
}

const LAYER_EXAMPLES: readonly Layer[] = EXAMPLES.map((example) => example.layer);
const someLayer = fc.constantFrom(...LAYER_EXAMPLES);

/** As reachability makes them: a filter gradient only where something is trainable. */
const someGradients: fc.Arbitrary<Gradients> = fc
  .record({
    trainable: fc.boolean(),
    alive: fc.boolean(),
    inputs: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
    recompute: fc.boolean(),
  })
  .map(({ trainable, alive, inputs, recompute }) => ({
    trainable,
    filter: trainable && alive,
    inputs: inputs.map((needed) => needed && alive),
    recompute,
  }));

const someOptions: fc.Arbitrary<CostOptions> = fc.record({
  precision: fc.constantFrom('float32' as const, 'float16' as const, 'bfloat16' as const, 'float64' as const),
  optimizer: fc.constantFrom('sgd' as const, 'momentum' as const, 'adam' as const),
});

describe('the figures of every layer type', () => {
  test.each(EXAMPLES)('$title', (example) => {
    const figures = layerCost(example.layer, ALL_GRADIENTS, FLOAT32_SGD);
    expect({
      params: figure(figures, 'params'),
      memory: figure(figures, 'memory'),
      traffic: figure(figures, 'traffic'),
      peak: figure(figures, 'peak'),
      activations: figure(figures, 'activations'),
    }).toEqual({
      params: example.params,
      memory: example.saved + 2 * 4 * example.params,
      traffic: example.traffic,
      peak: example.peak,
      activations: example.activations ?? 0,
    });
  });

  test('no layer type is left out above', () => {
    expect(new Set(LAYER_EXAMPLES.map((layer) => layer.type))).toEqual(new Set(Object.keys(LAYERS)));
  });

  test('only products have FLOPs', () => {
    const withFlops = LAYER_EXAMPLES.filter((layer) => cost(layer, 'training') !== 0).map((layer) => layer.type);
    expect(new Set(withFlops)).toEqual(new Set(['conv', 'linear', 'matmul']));
  });

  test.each(['batch', 'layer', 'group', 'instance'] as const)('%s norm: two numbers per channel if affine', (norm) => {
    expect(cost({ ...BATCH_NORM, norm }, 'params')).toBe(16);
    expect(cost({ ...BATCH_NORM, norm, affine: false }, 'params')).toBe(0);
  });
});

describe('gradients', () => {
  test('training is forward + filterGrad + inputGrad, with forward once more where it is recomputed', () => {
    fc.assert(
      fc.property(someLayer, someGradients, someOptions, (layer, gradients, options) => {
        const it = (metric: Metric): Exact => figure(layerCost(layer, gradients, options), metric);
        const again = gradients.recompute ? it('forward') : 0;
        expect(it('training')).toBe(sum(it('forward'), it('filterGrad'), it('inputGrad'), again));
        expect(product(2, it('macs'))).toBe(it('forward'));
      }),
    );
  });

  test('a frozen layer has no parameters and no filter gradient, and forward does not notice', () => {
    fc.assert(
      fc.property(someLayer, someOptions, (layer, options) => {
        const frozen: Gradients = { ...ALL_GRADIENTS, trainable: false, filter: false };
        const figures = layerCost(layer, frozen, options);
        expect(figure(figures, 'params')).toBe(0);
        expect(figure(figures, 'filterGrad')).toBe(0);
        expect(figure(figures, 'forward')).toBe(figure(layerCost(layer, ALL_GRADIENTS, options), 'forward'));
      }),
    );
  });

  test('a dead layer keeps its parameters, and has no gradients, gradient memory or optimiser state', () => {
    const dead: Gradients = { trainable: true, filter: false, inputs: [false, false], recompute: false };
    for (const { layer, params } of EXAMPLES) {
      const figures = layerCost(layer, dead, { precision: 'float32', optimizer: 'adam' });
      expect(figure(figures, 'params')).toBe(params);
      expect(figure(figures, 'training')).toBe(figure(figures, 'forward'));
      expect(figure(figures, 'memory')).toBe(4 * params);
    }
  });

  test('the layers that read the network input have no input gradient: one term less', () => {
    const first = conv(map(3, 8, 8), 4, { kernel: [3, 3] });
    const figures = layerCost(first, { ...ALL_GRADIENTS, inputs: [false] }, FLOAT32_SGD);
    expect(figure(figures, 'inputGrad')).toBe(0);
    expect(figure(figures, 'training')).toBe(product(2, figure(figures, 'forward')));
  });

  test('a matrix product of two activations has one gradient per operand that needs it', () => {
    const layer = LAYER_EXAMPLES.find((it) => it.type === 'matmul') as Layer;
    const inputGrad = (...inputs: boolean[]): Exact =>
      figure(layerCost(layer, { ...ALL_GRADIENTS, inputs }, FLOAT32_SGD), 'inputGrad');
    expect([inputGrad(false, false), inputGrad(true, false), inputGrad(false, true), inputGrad(true, true)]).toEqual([
      0, 1440, 1440, 2880,
    ]);
    expect(cost(layer, 'filterGrad')).toBe(0);
  });

  test('an operand is saved for the gradient of the other', () => {
    const matmul = EXAMPLES.find((it) => it.layer.type === 'matmul') as Example;
    const multiply = EXAMPLES.find((it) => it.layer.type === 'multiply') as Example;
    expect(memoryWith(matmul.layer, true, false)).toBe(4 * 72);
    expect(memoryWith(matmul.layer, false, true)).toBe(4 * 60);
    expect(memoryWith(multiply.layer, true, false)).toBe(4 * 2);
    expect(memoryWith(multiply.layer, false, true)).toBe(4 * 6);
  });

  test('what needs a gradient never costs less', () => {
    fc.assert(
      fc.property(someLayer, someGradients, someOptions, (layer, gradients, options) => {
        const less = layerCost(layer, { ...gradients, recompute: false }, options);
        const more = layerCost(layer, ALL_GRADIENTS, options);
        METRICS.forEach((metric) => expect(compare(figure(less, metric), figure(more, metric))).toBeLessThanOrEqual(0));
      }),
    );
  });

  test('recomputation keeps nothing for the backward pass, at the price of one more forward pass', () => {
    for (const { layer, params } of EXAMPLES) {
      const kept = layerCost(layer, ALL_GRADIENTS, FLOAT32_SGD);
      const again = layerCost(layer, { ...ALL_GRADIENTS, recompute: true }, FLOAT32_SGD);
      expect(figure(again, 'memory')).toBe(2 * 4 * params);
      expect(figure(again, 'training')).toBe(sum(figure(kept, 'training'), figure(kept, 'forward')));
      expect(figure(again, 'forward')).toBe(figure(kept, 'forward'));
    }
  });

  test('recomputation moves what a forward pass moves once more', () => {
    expect(trafficTwice('conv')).toBe(4 * (2 * 304 + 304 + 296));
    expect(trafficTwice('pool')).toBe(3 * (4 * 160 + 8 * 32));
    expect(trafficTwice('add')).toBe(2 * 4 * 18);
  });
});

describe('options', () => {
  test('touch bytes alone', () => {
    fc.assert(
      fc.property(someLayer, someGradients, someOptions, (layer, gradients, options) => {
        const bytes = ['memory', 'traffic', 'peak'];
        const plain = layerCost(layer, gradients, FLOAT32_SGD);
        const other = layerCost(layer, gradients, options);
        for (const metric of METRICS.filter((name) => !bytes.includes(name))) {
          expect(figure(other, metric)).toBe(figure(plain, metric));
        }
      }),
    );
  });

  test('an element takes 2, 4 or 8 bytes; ids, indices and masks keep their width', () => {
    fc.assert(
      fc.property(someLayer, someGradients, (layer, gradients) => {
        const at = (precision: CostOptions['precision'], metric: Metric): number =>
          figure(layerCost(layer, gradients, { precision, optimizer: 'momentum' }), metric) as number;
        for (const metric of ['memory', 'traffic', 'peak'] as const) {
          const perByte = (at('float32', metric) - at('float16', metric)) / 2;
          expect(at('float64', metric) - at('float32', metric)).toBe(4 * perByte);
          expect(at('bfloat16', metric)).toBe(at('float16', metric));
          expect(Number.isInteger(perByte)).toBe(true);
        }
      }),
    );
  });

  test('an optimiser keeps 0, 1 or 2 numbers per trained parameter', () => {
    for (const { layer, params } of EXAMPLES) {
      const memory = (optimizer: CostOptions['optimizer']): number =>
        figure(layerCost(layer, ALL_GRADIENTS, { precision: 'float64', optimizer }), 'memory') as number;
      expect(memory('momentum') - memory('sgd')).toBe(8 * params);
      expect(memory('adam') - memory('sgd')).toBe(2 * 8 * params);
    }
  });
});

test('a layer that cannot be built has no cost', () => {
  expect(() => layerCost(conv(map(30, 8), 8, { groups: 4 }), ALL_GRADIENTS, FLOAT32_SGD)).toThrow(LayerError);
});

test('bytes too are exact above 2^53', () => {
  const layer: Layer = { type: 'act', input: map(1, 2 ** 26, 2 ** 26 - 1), act: 'relu' };
  const elements = (2n ** 26n * (2n ** 26n - 1n)) as bigint;
  expect(cost(layer, 'traffic')).toBe(4n * 5n * elements);
  expect(cost(layer, 'memory')).toBe(4n * elements);
});

function cost(layer: Layer, metric: Metric): Exact {
  return figure(layerCost(layer, ALL_GRADIENTS, FLOAT32_SGD), metric);
}

/** Memory with one or both operands in need of a gradient; layers without parameters only. */
function memoryWith(layer: Layer, ...inputs: boolean[]): Exact {
  return figure(layerCost(layer, { ...ALL_GRADIENTS, inputs }, FLOAT32_SGD), 'memory');
}

/** Traffic of the first example of a type, its forward pass recomputed. */
function trafficTwice(type: Layer['type']): Exact {
  const { layer } = EXAMPLES.find((it) => it.layer.type === type) as Example;
  return figure(layerCost(layer, { ...ALL_GRADIENTS, recompute: true }, FLOAT32_SGD), 'traffic');
}
