import { METRICS } from '../cost/metrics.js';
import { exactJson } from '../report/exactJson.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { CostedArchitecture, Costs } from '../run/costs.js';
import type { RunAssumptions } from '../run/pricing/readRun.js';
import { runJson } from './runJson.js';

/** An architecture as every `--json` has it, with the price of a run where one is given; see docs/cli.md. */
export function recordJson(
  space: CompiledSpace,
  { index, architecture, costs }: CostedArchitecture,
  run?: RunAssumptions,
): object {
  return {
    index: index.toString(),
    arch: architecture,
    ...costsJson(costs),
    space: space.name,
    hash: space.hash,
    options: space.options,
    ...(run && { run: runJson(costs, run) }),
  };
}

/** A member per metric. */
export function costsJson(costs: Costs): object {
  return Object.fromEntries(METRICS.map((metric) => [metric, exactJson(costs[metric])]));
}
