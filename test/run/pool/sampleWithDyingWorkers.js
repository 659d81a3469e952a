import { statSync } from 'node:fs';
import { openSpace } from '../../../dist/src/run/openSpace.js';
import { sampleReport } from '../../../dist/src/run/sampleReport.js';
import { METRICS } from '../../../dist/src/cost/metrics.js';

// Prints what a run over three shards gives when its workers die as DEATHS says.
const space = await openSpace('mobilenet');
const options = {
  count: 3 * 8192,
  seed: 0,
  by: 'architecture',
  replace: false,
  objectives: [{ metric: 'training', direction: 'min' }],
  ties: 'all',
  metrics: METRICS,
  out: process.env.OUT,
  workers: 2,
  workerFile: new URL('dyingWorker.js', import.meta.url),
};
const report = await sampleReport(space, options);
const { done, total, failures } = report;
process.stdout.write(
  JSON.stringify({
    done,
    total,
    bytes: statSync(process.env.OUT).size,
    failures: failures.map(({ range, error }) => ({ ...range, error: error.message })),
  }),
);
