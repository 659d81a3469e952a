/**
 * A stage of an AnyNet as pycls' configurations have it; `bottleneck` is the paper's ratio, one over pycls' multiplier.
 */
export interface PyclsStage {
  readonly depth: number;
  readonly width: number;
  readonly bottleneck: number;
  readonly groupWidth: number;
}

/**
 * What pycls' own `complexity` counts (one flop per MAC, and one per bias that is added), and what training executes.
 */
export interface PyclsFigures {
  readonly flops: number;
  readonly params: number;
  readonly acts: number;
  readonly biases: number;
  /** forward, filter gradient, input gradient, training, params. */
  readonly figures: readonly number[];
}

/** The stages of a RegNet: consecutive blocks whose quantised widths are the same. */
export function regnetStages(
  [depth, w0, wa, wm]: readonly [number, number, number, number],
  groupWidth: number,
): PyclsStage[] {
  const widths = Array.from({ length: depth }, (_, j) => {
    const step = roundHalfToEven(Math.log((wa * j + w0) / w0) / Math.log(wm));
    return roundHalfToEven((w0 * wm ** step) / 8) * 8;
  });
  return [...new Set(widths)].map((width) => ({
    depth: widths.filter((other) => other === width).length,
    width,
    bottleneck: 1,
    groupWidth,
  }));
}

/**
 * Any network of AnyNetX (or, with squeeze-and-excitation, of AnyNetY) on a 224 x 224 image, from pycls' definition of
 * its layers.
 */
export function pyclsFigures(stages: readonly PyclsStage[], squeezes: boolean): PyclsFigures {
  const count = new Count();
  count.conv(3, 32, 3, 2);
  const stemMacs = count.macs;
  let width = 32;
  for (const stage of stages.map(compatible)) {
    for (let block = 0; block < stage.depth; block++) {
      count.block(width, stage, block === 0 ? 2 : 1, squeezes);
      width = stage.width;
    }
  }
  count.side = 1;
  count.biased(width, 1000);
  const forward = 2 * count.macs;
  const inputGrad = forward - 2 * stemMacs;
  return {
    flops: count.macs + count.biases,
    params: count.params,
    acts: count.acts,
    biases: count.biases,
    figures: [forward, forward, inputGrad, 2 * forward + inputGrad, count.params],
  };
}

interface CompatibleStage {
  readonly depth: number;
  readonly width: number;
  readonly inner: number;
  readonly group: number;
}

/** Group widths are no wider than what they divide, which is rounded to a multiple of them. */
function compatible({ depth, width, bottleneck, groupWidth }: PyclsStage): CompatibleStage {
  const wanted = Math.floor(Math.max(1, width / bottleneck));
  const group = Math.min(groupWidth, wanted);
  const inner = Math.max(group, roundHalfToEven(wanted / group) * group);
  return { depth, width: inner * bottleneck, inner, group };
}

class Count {
  macs = 0;
  params = 0;
  acts = 0;
  biases = 0;
  side = 224;

  /** A convolution and its batch normalisation. */
  conv(from: number, to: number, kernel: number, stride: number, groups = 1): void {
    this.side = Math.floor((this.side - 1) / stride) + 1;
    const weights = (from / groups) * to * kernel ** 2;
    this.macs += weights * this.side ** 2;
    this.params += weights + 2 * to;
    this.acts += to * this.side ** 2;
  }

  /** A layer with a bias on a single point. */
  biased(from: number, to: number): void {
    this.macs += from * to;
    this.params += from * to + to;
    this.acts += to;
    this.biases += to;
  }

  block(from: number, { width, inner, group }: CompatibleStage, stride: number, squeezes: boolean): void {
    const { side } = this;
    if (from !== width || stride !== 1) this.conv(from, width, 1, stride);
    this.side = side;
    this.conv(from, inner, 1, 1);
    this.conv(inner, inner, 3, stride, inner / group);
    if (squeezes) {
      const squeezed = roundHalfToEven(from / 4);
      this.biased(inner, squeezed);
      this.biased(squeezed, inner);
    }
    this.conv(inner, width, 1, 1);
  }
}

function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
