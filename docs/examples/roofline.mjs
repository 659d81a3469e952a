// Latency of one forward pass at batch size 1 by the roofline model (Williams et al. 2009): every layer takes as long as its
// arithmetic or its memory traffic takes, whichever is longer.

const PEAK = 1e12; // FLOP/s
const BANDWIDTH = 25e9; // bytes/s
const BYTES = { float64: 8, float32: 4, float16: 2, bfloat16: 2 };

const elements = (shape) =>
  shape.kind === 'map'
    ? shape.size.reduce((product, side) => product * side, shape.channels)
    : shape.tokens * (shape.features ?? 1);

export default {
  name: 'roofline',
  version: 1,
  metrics: [{ name: 'latency', unit: 'ms' }, 'intensity'],
  evaluate(arch, { layers, options }) {
    let seconds = 0;
    let flops = 0;
    let bytes = 0;
    for (const { inputs, output, costs } of layers) {
      const moved =
        [...inputs, output].reduce((sum, shape) => sum + elements(shape), Number(costs.params)) *
        BYTES[options.precision];
      const work = Number(costs.forward);
      seconds += Math.max(work / PEAK, moved / BANDWIDTH);
      flops += work;
      bytes += moved;
    }
    return { latency: seconds * 1000, intensity: flops / bytes };
  },
};
