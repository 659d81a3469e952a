import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileFormat } from '../../src/report/fileFormat.js';
import { openSpace } from '../../src/run/openSpace.js';
import { sampleReport } from '../../src/run/sampleReport.js';
import type { Measure } from '../measure.js';
import { cpuSeconds } from '../timing.js';

const FORMATS: readonly FileFormat[] = ['jsonl', 'csv', 'csv.gz', 'parquet', 'arrow'];
const COUNT = 200_000;
const SAMPLE = {
  count: COUNT,
  seed: 0,
  by: 'architecture',
  replace: false,
  objectives: [],
  ties: 'first',
  metrics: ['training', 'filterGrad', 'inputGrad', 'params'],
  workers: 0,
} as const;

/**
 * Records of mobilenet.json, 46 decisions and four metrics, drawn and written on one core. Their limit is writing the
 * same bytes; the naive way costs one architecture after the other, and writes nothing.
 */
export const measure: Measure = async ({ basis, folder }) => {
  const space = await openSpace('mobilenet');
  const rows = [];
  for (const format of FORMATS) {
    const out = join(folder, `records.${format}`);
    const seconds = await cpuSeconds(() => sampleReport(space, { ...SAMPLE, out }));
    const bytes = readFileSync(out);
    const least = await cpuSeconds(() => writeFileSync(out, bytes));
    rmSync(out);
    const rate = (time: number) => COUNT / time / 1e3;
    rows.push({
      what: `records into .${format}`,
      figure: rate(seconds),
      unit: 'thousand/s',
      clock: 'CPU',
      naive: basis.naive / 1e3,
      limit: rate(least),
    } as const);
  }
  return rows;
};
