import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSpace, sampleReport, METRICS } from '../../../dist/src/index.js';

// Prints a digest of what samples within budgets give, for 0 and 2 workers.
const budget = { training: { max: 3e8 }, params: { min: 3e5 } };
const scores = { c0: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], c3: [-0.5, 0, 0, 0, 0, 0, 0, 0.5] };
const scored = { scores, budget: { score: { min: 0.3, max: '0.6' }, params: { max: 4e5 } } };
const CASES = [
  { space: 'nats-sss', count: 9000, by: 'architecture', replace: true, budget },
  { space: 'nats-sss', count: 2000, by: 'architecture', replace: false, budget },
  { space: 'nats-sss', count: 2000, by: 'decision', replace: true, budget },
  { space: 'nats-sss', count: 2000, by: 'architecture', replace: true, ...scored },
  { space: 'nats-sss', count: 2000, by: 'architecture', replace: true, uniformOver: 'training', strata: 3 },
  { space: 'mobilenet', count: 2000, by: 'architecture', replace: false, budget: { training: { max: 455e6 } } },
];

const results = [];
for (const { space: name, ...how } of CASES) {
  const space = await openSpace(name);
  const runs = [];
  for (const workers of [0, 2]) {
    const objectives = [{ metric: 'training', direction: 'min' }];
    const rest = {
      seed: 6,
      objectives,
      ties: 'all',
      metrics: METRICS,
      out: join(process.env.FOLDER, `${results.length}-${workers}.jsonl`),
    };
    const { done, front, spread, failures } = await sampleReport(space, { ...rest, ...how, workers });
    const text = readFileSync(rest.out, 'utf8');
    const columns = [];
    for await (const { count, metrics, index } of space.sample({ ...how, seed: 6, metrics: ['params'], workers })) {
      for (let row = 0; row < count; row++) columns.push(`${index(row)} ${metrics.params[row]}`);
    }
    const records = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const inRecords = records.map(({ index, params }) => `${index} ${params}`);
    runs.push({
      done,
      failures: failures.length,
      isSameAsColumns: inRecords.join() === columns.join(),
      text,
      figures: `${[...front].map(({ index }) => index)} ${JSON.stringify([...spread])}`,
    });
  }
  const [first] = runs;
  results.push({
    done: first.done,
    failures: first.failures,
    columns: runs.map(({ isSameAsColumns }) => isSameAsColumns),
    same: runs.map(({ text, figures }) => text === first.text && figures === first.figures),
  });
}
process.stdout.write(JSON.stringify(results));
