import { normalise } from '../cost/exact.js';
import { exactJson } from '../report/exactJson.js';
import type { Costs } from '../run/costs.js';
import { priceRun } from '../run/pricing/priceRun.js';
import type { RunAssumptions, RunHardware } from '../run/pricing/readRun.js';

/** The price of a run as every `--json` has it, with what it assumes; see docs/cli.md. */
export function runJson(costs: Costs, run: RunAssumptions): object {
  const { flops, bytes, time } = priceRun(costs, run);
  return {
    flops: exactJson(normalise(flops)),
    bytes: exactJson(normalise(bytes)),
    ...time,
    assumptions: assumptionsJson(run),
  };
}

function assumptionsJson({ epochs, datasetSize, batch, samples, steps, hardware }: RunAssumptions): object {
  return {
    epochs,
    datasetSize,
    batch,
    samples: exactJson(normalise(samples)),
    steps: exactJson(normalise(steps)),
    ...(hardware && hardwareJson(hardware)),
  };
}

function hardwareJson({ device, precision, peak, utilisation, bandwidthUtilisation }: RunHardware): object {
  const { name, source, bandwidth, power } = device;
  return {
    device: { name, source },
    precision,
    peak,
    utilisation,
    bandwidth,
    bandwidthUtilisation,
    ...(power !== undefined && { power }),
  };
}
