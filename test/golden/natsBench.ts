import { readFileSync } from 'node:fs';

/** forward, filter gradient, input gradient, training, params. */
export type NatsFigures = readonly [number, number, number, number, number];

interface TopologyGolden {
  readonly ops: readonly string[];
  /** Figures of the network without any convolution in its cell, and of one such edge in all 15 cells. */
  readonly additive: Readonly<Record<'base' | 'nor_conv_1x1' | 'nor_conv_3x3', NatsFigures>>;
}

const topology = JSON.parse(
  readFileSync(new URL('spaces/nas-bench-201.json', import.meta.url), 'utf8'),
) as TopologyGolden;

/**
 * Any of the 15,625 networks of NAS-Bench-201: its figures add up over edges, whatever node they are at.
 *
 * @param ops the operations of the edges 01 02 12 03 13 23
 */
export function topologyFigures(ops: readonly string[]): NatsFigures {
  const { base, nor_conv_1x1: small, nor_conv_3x3: large } = topology.additive;
  const smalls = ops.filter((op) => op === 'nor_conv_1x1').length;
  const larges = ops.filter((op) => op === 'nor_conv_3x3').length;
  const total = (i: number) => Number(base[i]) + smalls * Number(small[i]) + larges * Number(large[i]);
  return [total(0), total(1), total(2), total(3), total(4)];
}

/** Any of the 32,768 networks of NATS-Bench's size space, from the definition of its layers. */
export function sizeFigures(channels: readonly number[]): NatsFigures {
  const [c0, c1, c2, c3, c4] = channels as [number, number, number, number, number];
  const stem = norm(conv(3, c0, 3, 32), c0);
  const layers: Layer[] = [
    stem,
    ...cell(c0, c0, 32),
    ...reduction(c0, c1, 16),
    ...cell(c1, c2, 16),
    ...reduction(c2, c3, 8),
    ...cell(c3, c4, 8),
    norm({ flops: 0, params: 0 }, c4),
    { flops: 2 * c4 * 10, params: c4 * 10 + 10 },
  ];
  const forward = layers.reduce((sum, { flops }) => sum + flops, 0);
  const params = layers.reduce((sum, layer) => sum + layer.params, 0);
  // nothing asks for the gradient with respect to the image
  return [forward, forward, forward - stem.flops, 3 * forward - stem.flops, params];
}

interface Layer {
  readonly flops: number;
  readonly params: number;
}

function conv(from: number, to: number, kernel: number, side: number): Layer {
  const params = from * to * kernel ** 2;
  return { flops: 2 * params * side ** 2, params };
}

function norm({ flops, params }: Layer, channels: number): Layer {
  return { flops, params: params + 2 * channels };
}

/**
 * Edges 01, 02, 12, 13 and 23 are 3x3 convolutions; 03 is a skip, which is a 1x1 convolution where the channels change.
 */
function cell(from: number, to: number, side: number): Layer[] {
  const edges = [from, from, to, to, to].map((channels) => norm(conv(channels, to, 3, side), to));
  return from === to ? edges : [...edges, norm(conv(from, to, 1, side), to)];
}

function reduction(from: number, to: number, side: number): Layer[] {
  return [norm(conv(from, to, 3, side), to), norm(conv(to, to, 3, side), to), conv(from, to, 1, side)];
}
