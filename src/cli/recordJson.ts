import { METRICS } from '../cost/metrics.js';
import { exactJson } from '../report/exactJson.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { CostedArchitecture, Costs } from '../run/costs.js';
import type { RunAssumptions } from '../run/pricing/readRun.js';
import { runJson } from './runJson.js';

/** What evaluators gave, NaN where they gave nothing, and why. */
export interface MeasuredFigures {
  readonly measured?: Readonly<Record<string, number>>;
  readonly error?: string | undefined;
}

/** An architecture as every `--json` has it, with the price of a run where one is given; see docs/cli.md. */
export function recordJson(
  space: CompiledSpace,
  { index, architecture, costs }: CostedArchitecture,
  run?: RunAssumptions,
  { measured, error }: MeasuredFigures = {},
): object {
  return {
    index: index.toString(),
    arch: architecture,
    ...costsJson(costs),
    // what is not there has no figure in JSON
    ...measured,
    ...(error !== undefined && { error }),
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
