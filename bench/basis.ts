import { metricIndex } from '../src/cost/metrics.js';
import { openSpace } from '../src/run/openSpace.js';
import type { LimitProgram } from './compileLimit.js';
import { enumerationRate, FOUR, samplingRate } from './kernelRates.js';
import { measureLimit, type Limit } from './limit.js';
import { naiveRate } from './naiveRate.js';

/** What the figures of a round are compared with, on mobilenet.json: architectures a second on one core. */
export interface Basis {
  /** Each lowered, and its layers added up. */
  readonly naive: number;
  /** Distinct samples with four metrics. */
  readonly distinct: number;
  /** Enumerated, with one metric. */
  readonly enumerated: number;
  /** Unknown without a compiler of C; then `missing` says why. */
  readonly limit?: Limit | undefined;
  readonly missing?: string | undefined;
}

/** @param folder for temporary files */
export async function measureBasis(compiled: LimitProgram, folder: string): Promise<Basis> {
  const space = await openSpace('mobilenet');
  const { diagram } = space;
  return {
    naive: await naiveRate(space),
    distinct: await samplingRate(diagram, 'distinct'),
    enumerated: await enumerationRate(diagram, ['training']),
    ...('program' in compiled ? measureLimit(compiled.program, folder, diagram, FOUR.map(metricIndex)) : compiled),
  };
}
