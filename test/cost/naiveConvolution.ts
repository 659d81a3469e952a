import type { ConvLayer } from '../../src/types.js';

/**
 * Convolution and both its gradients in plain nested loops, from the definition, with every multiplication and
 * addition counted one by one. Positions on padding (transposed: in the cropped border) are computed like any other,
 * with a value of 0: the dense convention.
 */
export interface NaiveResult {
  readonly outputSize: readonly number[];
  readonly forward: number;
  readonly filterGrad: number;
  readonly inputGrad: number;
  /** <output, g>, <weight, weight gradient> and <input, input gradient>: equal, since each pass is linear. */
  readonly pairings: readonly [number, number, number];
}

export function naiveConvolution(layer: ConvLayer): NaiveResult | undefined {
  const outputSize = layer.input.size.map((_, dimension) => naiveSize(layer, dimension));
  if (outputSize.some((size) => size < 1)) return undefined;
  const input = new Tensor([layer.input.channels, ...layer.input.size]).fill(3);
  const weight = new Tensor(weightSize(layer)).fill(5);
  const gradient = new Tensor([layer.out, ...outputSize]).fill(7);
  const passes = layer.transposed ? TRANSPOSED : PLAIN;
  const output = new Tensor(gradient.size);
  const weightGradient = new Tensor(weight.size);
  const inputGradient = new Tensor(input.size);
  return {
    outputSize,
    forward: passes.forward(layer, input, weight, output),
    filterGrad: passes.filterGrad(layer, input, gradient, weightGradient),
    inputGrad: passes.inputGrad(layer, gradient, weight, inputGradient),
    pairings: [output.dot(gradient), weight.dot(weightGradient), input.dot(inputGradient)],
  };
}

/** Counts the places of the window, or the places that the kernel writes to. */
function naiveSize(layer: ConvLayer, dimension: number): number {
  const at = (list: readonly number[]): number => list[dimension] as number;
  const [before, after] = layer.padding[dimension] as readonly [number, number];
  const [input, kernel, stride, dilation] = [
    at(layer.input.size),
    at(layer.kernel),
    at(layer.stride),
    at(layer.dilation),
  ];
  if (layer.transposed) {
    let end = 0;
    for (let i = 0; i < input; i++) {
      for (let k = 0; k < kernel; k++) end = Math.max(end, i * stride + k * dilation + 1);
    }
    return end + at(layer.outputPadding) - before - after;
  }
  let places = 0;
  for (let start = 0; start + (kernel - 1) * dilation < before + input + after; start += stride) places++;
  return places;
}

function weightSize(layer: ConvLayer): number[] {
  const { out, groups, input, kernel } = layer;
  return layer.transposed ? [input.channels, out / groups, ...kernel] : [out, input.channels / groups, ...kernel];
}

type Pass = (layer: ConvLayer, first: Tensor, second: Tensor, result: Tensor) => number;

interface Passes {
  readonly forward: Pass;
  readonly filterGrad: Pass;
  readonly inputGrad: Pass;
}

const PLAIN: Passes = {
  // output[o, p] = sum over c, k of input[c, p s + k d - before] weight[o, c, k]
  forward: (layer, input, weight, output) => {
    let operations = 0;
    const channels = layer.input.channels / layer.groups;
    eachIndex(output.size, ([o, ...p]) => {
      let total = 0;
      eachIndex([channels, ...layer.kernel], ([c, ...k]) => {
        const channel = groupOf(o as number, layer.out, layer.groups) * channels + (c as number);
        total += input.get([channel, ...window(layer, p, k)]) * weight.get([o as number, c as number, ...k]);
        operations += 2;
      });
      output.add([o as number, ...p], total);
    });
    return operations;
  },

  // weightGradient[o, c, k] = sum over p of input[c, p s + k d - before] gradient[o, p]
  filterGrad: (layer, input, gradient, weightGradient) => {
    let operations = 0;
    const channels = layer.input.channels / layer.groups;
    eachIndex(weightGradient.size, ([o, c, ...k]) => {
      const channel = groupOf(o as number, layer.out, layer.groups) * channels + (c as number);
      let total = 0;
      eachIndex(gradient.size.slice(1), (p) => {
        total += input.get([channel, ...window(layer, p, k)]) * gradient.get([o as number, ...p]);
        operations += 2;
      });
      weightGradient.add([o as number, c as number, ...k], total);
    });
    return operations;
  },

  // inputGradient[c, p s + k d - before] += gradient[o, p] weight[o, c, k]
  inputGrad: (layer, gradient, weight, inputGradient) => {
    let operations = 0;
    const channels = layer.input.channels / layer.groups;
    const outputs = layer.out / layer.groups;
    eachIndex([layer.input.channels, outputs, ...layer.kernel], ([c, o, ...k]) => {
      const channel = c as number;
      const output = Math.floor(channel / channels) * outputs + (o as number);
      eachIndex(gradient.size.slice(1), (p) => {
        const value = gradient.get([output, ...p]) * weight.get([output, channel % channels, ...k]);
        inputGradient.add([channel, ...window(layer, p, k)], value);
        operations += 2;
      });
    });
    return operations;
  },
};

const TRANSPOSED: Passes = {
  // output[o, q s + k d - before] += input[c, q] weight[c, o, k]
  forward: (layer, input, weight, output) => {
    let operations = 0;
    const outputs = layer.out / layer.groups;
    eachIndex(input.size, ([c, ...q]) => {
      eachIndex([outputs, ...layer.kernel], ([o, ...k]) => {
        const channel = groupOf(c as number, layer.input.channels, layer.groups) * outputs + (o as number);
        const value = input.get([c as number, ...q]) * weight.get([c as number, o as number, ...k]);
        output.add([channel, ...window(layer, q, k)], value);
        operations += 2;
      });
    });
    return operations;
  },

  // weightGradient[c, o, k] = sum over q of input[c, q] gradient[o, q s + k d - before]
  filterGrad: (layer, input, gradient, weightGradient) => {
    let operations = 0;
    const outputs = layer.out / layer.groups;
    eachIndex(weightGradient.size, ([c, o, ...k]) => {
      const channel = groupOf(c as number, layer.input.channels, layer.groups) * outputs + (o as number);
      let total = 0;
      eachIndex(layer.input.size, (q) => {
        total += input.get([c as number, ...q]) * gradient.get([channel, ...window(layer, q, k)]);
        operations += 2;
      });
      weightGradient.add([c as number, o as number, ...k], total);
    });
    return operations;
  },

  // inputGradient[c, q] = sum over o, k of gradient[o, q s + k d - before] weight[c, o, k]
  inputGrad: (layer, gradient, weight, inputGradient) => {
    let operations = 0;
    const outputs = layer.out / layer.groups;
    eachIndex(inputGradient.size, ([c, ...q]) => {
      let total = 0;
      eachIndex([outputs, ...layer.kernel], ([o, ...k]) => {
        const channel = groupOf(c as number, layer.input.channels, layer.groups) * outputs + (o as number);
        total += gradient.get([channel, ...window(layer, q, k)]) * weight.get([c as number, o as number, ...k]);
        operations += 2;
      });
      inputGradient.add([c as number, ...q], total);
    });
    return operations;
  },
};

/** The group that a channel belongs to. */
function groupOf(channel: number, channels: number, groups: number): number {
  return Math.floor(channel / (channels / groups));
}

function window(layer: ConvLayer, point: readonly number[], kernel: readonly number[]): number[] {
  return point.map((position, dimension) => {
    const [before] = layer.padding[dimension] as readonly [number, number];
    const [stride, dilation] = [layer.stride[dimension] as number, layer.dilation[dimension] as number];
    return position * stride + (kernel[dimension] as number) * dilation - before;
  });
}

function eachIndex(size: readonly number[], visit: (index: readonly number[]) => void, prefix: number[] = []): void {
  if (prefix.length === size.length) return visit(prefix);
  for (let i = 0; i < (size[prefix.length] as number); i++) eachIndex(size, visit, [...prefix, i]);
}

/** Dense integers; reads outside are 0 and writes outside are lost. */
class Tensor {
  readonly size: readonly number[];
  private readonly values: Map<string, number> = new Map();

  constructor(size: readonly number[]) {
    this.size = size;
  }

  /** Small integers that differ from place to place. */
  fill(seed: number): this {
    let value = seed;
    eachIndex(this.size, (index) => {
      value = (value * 31 + 17) % 101;
      this.values.set(index.join(), (value % 13) - 6);
    });
    return this;
  }

  get(index: readonly number[]): number {
    return this.values.get(index.join()) ?? 0;
  }

  add(index: readonly number[], value: number): void {
    const inside = index.every((position, axis) => position >= 0 && position < (this.size[axis] as number));
    if (inside) this.values.set(index.join(), this.get(index) + value);
  }

  dot(other: Tensor): number {
    let total = 0;
    for (const [index, value] of this.values) total += value * (other.values.get(index) ?? 0);
    return total;
  }
}
