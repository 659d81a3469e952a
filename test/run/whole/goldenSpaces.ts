import { openSpace, type CompiledSpace, type Metric } from '../../../src/index.js';
import { sizeFigures, topologyFigures, type NatsFigures } from '../../golden/natsBench.js';
import type { PlainRow } from './smallSpaces.js';

/** The metrics that the golden figures of NATS-Bench have. */
export const GOLDEN_METRICS: readonly Metric[] = ['forward', 'filterGrad', 'inputGrad', 'training', 'params'];

export interface GoldenSpace {
  readonly space: CompiledSpace;
  /** Every architecture, with figures that owe nothing to the program. */
  readonly rows: readonly PlainRow[];
}

async function golden(name: string, figuresOf: (values: readonly unknown[]) => NatsFigures): Promise<GoldenSpace> {
  const space = await openSpace(name);
  const rows = Array.from({ length: Number(space.size) }, (_, i) => {
    const architecture = space.at(i);
    const figures = figuresOf(Object.values(architecture));
    return {
      index: BigInt(i),
      architecture,
      figures: Object.fromEntries(GOLDEN_METRICS.map((metric, m) => [metric, BigInt(figures[m] as number)])),
    };
  });
  return { space, rows };
}

export async function goldenSpaces(): Promise<GoldenSpace[]> {
  return [
    await golden('nas-bench-201', (ops) => topologyFigures(ops as string[])),
    await golden('nats-sss', (channels) => sizeFigures(channels as number[])),
  ];
}
