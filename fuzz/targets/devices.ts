import { priceBudget, priceRun, readDevice, readRun } from '../../src/index.js';
import { damaged } from '../damaged.js';
import { answerOf } from '../documented.js';
import { drawn } from '../draw.js';
import { shippedFiles } from '../samples.js';
import { scratchFile } from '../scratch.js';
import type { Target } from '../target.js';

const SHIPPED = shippedFiles('devices');
const COSTS = { training: 3n * 10n ** 20n, traffic: 12_345_678 };

/** Damaged device files: what is read prices a run in finite figures, and a budget of them is inverted. */
export const devices: Target = {
  share: 25,
  inputs: drawn((draw) => damaged(draw.of(SHIPPED), draw, draw.of(SHIPPED))),
  async run(text) {
    const path = scratchFile('device.json', text);
    const device = await answerOf(() => readDevice(path));
    if (device === undefined) return false;
    const run = await answerOf(() => readRun({ epochs: 300, datasetSize: 2 ** 40, device }));
    if (run === undefined) return false;
    const { time } = priceRun(COSTS, run);
    for (const [name, figure] of Object.entries(time ?? {})) {
      if (typeof figure === 'number' && !(figure >= 0 && Number.isFinite(figure)))
        throw new Error(`wrong answer: ${name} is ${figure}`);
    }
    const hours = time?.gpuHours ?? 0;
    const within = priceBudget('gpu-hours', { max: hours }, run);
    if (BigInt(within.training?.max ?? 0) < COSTS.training)
      throw new Error(`wrong answer: a budget of ${hours} hours leaves out what takes as long`);
    return true;
  },
};
