import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { METRICS, openSpace, RequestError, sampleReport, type SampleOptions } from '../../../src/index.js';
import { openEvaluation } from '../../../src/run/evaluators/openEvaluation.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const ROOFLINE = join(ROOT, 'docs/examples/roofline.mjs');
const SCRIPTED = join(import.meta.dirname, 'modules/scripted.mjs');
const space = await openSpace(join(ROOT, 'test/cli/spaces/tiny.json'));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-evaluators-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  delete process.env['BEHAVIOUR'];
  delete process.env['CALLS'];
});

interface MeasuredRecord {
  readonly index: string;
  readonly training: number;
  readonly latency: number | null;
  readonly error?: string;
}

let files = 0;
async function report(options: Partial<SampleOptions>) {
  const out = join(folder, `${files++}.jsonl`);
  const found = await sampleReport(space, {
    count: 258,
    seed: 3,
    by: 'architecture',
    replace: false,
    objectives: [{ metric: 'latency', direction: 'min' }],
    ties: 'all',
    metrics: METRICS,
    evaluators: [ROOFLINE],
    cache: false,
    out,
    // worker threads load no TypeScript: test/run/evaluators/pool.test.ts runs the built JavaScript
    workers: 0,
    ...options,
  });
  const lines = readFileSync(out, 'utf8').split('\n').slice(0, -1);
  return { ...found, records: lines.map((line) => JSON.parse(line) as MeasuredRecord) };
}

const quantile = (records: readonly MeasuredRecord[], of: 'latency' | 'training', share: number) =>
  records.map((record) => record[of] as number).toSorted((a, b) => a - b)[Math.floor(share * records.length)] as number;
const sorted = (indices: Iterable<string | bigint>) => [...indices].map(String).toSorted();

describe('the figures of an evaluator', () => {
  test('are those that it gives for the network, whose costs are the space’s', async () => {
    const { records } = await report({ count: 20 });
    const module = (await import(ROOFLINE)) as { default: { evaluate(arch: object, network: object): object } };
    for (const { index, latency } of records) {
      const reference = BigInt(index);
      const layers = space.layers(reference);
      const expected = module.default.evaluate(space.at(reference), { layers, options: space.options });
      expect(expected).toMatchObject({ latency });
    }
    const file = join(folder, 'costs.mjs');
    writeFileSync(
      file,
      `export default { name: 'costs', version: 1, metrics: ['total', 'number'], evaluate: (arch, { costs, index }) =>
        ({ total: Object.values(costs).reduce((sum, cost) => sum + Number(cost), 0), number: Number(index) }) };`,
    );
    const { front } = await report({ evaluators: [file], objectives: [{ metric: 'number', direction: 'max' }] });
    const all = Object.values(space.cost(257)).reduce<number>((sum, cost) => sum + Number(cost), 0);
    expect([...front]).toMatchObject([{ index: 257n, measured: { total: all, number: 257 } }]);
  });

  test('are in the spread, beside the metrics', async () => {
    const { evaluation, spread, records } = await report({});
    const latencies = records.map(({ latency }) => latency as number).toSorted((a, b) => a - b);
    expect(evaluation?.spread.get('latency')).toMatchObject({
      min: latencies[0],
      median: latencies[128],
      max: latencies.at(-1),
      exact: true,
    });
    expect(spread.size).toBe(METRICS.length);
    expect(evaluation).toMatchObject({ candidates: 258, failed: [0], failures: [] });
  });

  test('are objectives of the front', async () => {
    const { front, records } = await report({
      objectives: [
        { metric: 'latency', direction: 'min' },
        { metric: 'training', direction: 'max' },
      ],
    });
    const undominated = records.filter(
      (one) =>
        !records.some(
          (other) =>
            (other.latency as number) <= (one.latency as number) &&
            other.training >= one.training &&
            (other.latency !== one.latency || other.training !== one.training),
        ),
    );
    expect(front.length).toBeGreaterThan(3);
    expect(sorted([...front].map(({ index }) => index))).toEqual(sorted(undominated.map(({ index }) => index)));
    const latencies = [...front].map(({ measured }) => measured?.['latency'] as number);
    expect(latencies).toEqual(latencies.toSorted((a, b) => a - b));
  });
});

describe('a budget of an evaluator’s metric', () => {
  test('gives what enumeration finds within it, and within an exact budget besides', async () => {
    const all = await report({ from: 0 });
    const limits = { latency: quantile(all.records, 'latency', 0.5), training: quantile(all.records, 'training', 0.4) };
    const within = all.records.filter(
      ({ latency, training }) => (latency as number) <= limits.latency && training <= limits.training,
    );
    const latencyAlone = all.records.filter(({ latency }) => (latency as number) <= limits.latency);
    expect(within.length).toBeGreaterThan(50);
    expect(latencyAlone.length).toBeGreaterThan(within.length);
    const both = await report({ budget: { latency: { max: limits.latency }, training: { max: limits.training } } });
    expect(sorted(both.records.map(({ index }) => index))).toEqual(sorted(within.map(({ index }) => index)));
    expect(both).toMatchObject({ done: within.length, total: within.length });
    const alone = await report({ budget: { latency: { max: limits.latency } } });
    expect(sorted(alone.records.map(({ index }) => index))).toEqual(sorted(latencyAlone.map(({ index }) => index)));
    expect(alone.evaluation?.candidates).toBe(258);
  });

  test('ends with the last sample that is asked for, the first ones of more', async () => {
    const all = await report({ from: 0 });
    const budget = { latency: { max: quantile(all.records, 'latency', 0.3) } };
    const more = await report({ budget, count: 60 });
    for (const count of [1, 7, 59]) {
      const { records, evaluation, done } = await report({ budget, count, evaluatorConcurrency: count });
      expect(done).toBe(count);
      expect(records).toEqual(more.records.slice(0, count));
      expect(evaluation?.candidates).toBeLessThanOrEqual(more.evaluation?.candidates ?? 0);
    }
  });

  test('has no parts, since which architectures meet it is known only in the end', async () => {
    const asked = report({ budget: { latency: { max: 1 } }, part: { index: 1, of: 2 } });
    await expect(asked).rejects.toThrow(/this sample has no parts/);
  });
});

describe('an evaluator that fails', () => {
  test('costs the rows that it fails for their figure, and nothing else', async () => {
    process.env['BEHAVIOUR'] = JSON.stringify({
      3: 'throw',
      7: 'reject',
      30: 'nan',
      31: 'text',
      32: 'keys',
      33: 'nothing',
      34: 'bigint',
      35: 'none',
      200: 'never',
      257: 'late',
    });
    const evaluators = [ROOFLINE, SCRIPTED];
    // both have a latency
    await expect(report({ evaluators })).rejects.toThrow(
      `the evaluator ${SCRIPTED} has the metric "latency", which is a metric of the evaluator roofline; expected another name`,
    );
    const { records, evaluation, front, done } = await report({
      evaluators: [SCRIPTED],
      from: 0,
      evaluatorTimeout: 0.3,
      evaluatorConcurrency: 4,
    });
    expect(done).toBe(258);
    const failed = records.filter(({ latency }) => latency === null);
    expect(Object.fromEntries(failed.map(({ index, error }) => [index, error]))).toEqual({
      3: 'scripted: no such device',
      7: 'scripted: gone away',
      30: 'scripted: its latency is NaN; expected a finite number',
      31: 'scripted: its latency is "3"; expected a finite number',
      32: 'scripted: it gave "latncy", which is none of its metrics; did you mean "latency"?',
      33: 'scripted: it gave undefined; expected an object of numbers: latency',
      34: 'scripted: its latency is 3n; expected a finite number',
      35: 'scripted: it gave no latency; expected an object of numbers: latency',
      200: 'scripted: it took longer than 0.3 s',
      257: 'scripted: it took longer than 0.3 s',
    });
    expect(records.filter(({ error }) => error !== undefined)).toEqual(failed);
    expect(evaluation).toMatchObject({ candidates: 258, failed: [10] });
    expect(evaluation?.failures.map(({ index }) => index)).toEqual([3n, 7n, 30n, 31n, 32n, 33n, 34n, 35n, 200n, 257n]);
    expect(evaluation?.spread.get('latency')).toMatchObject({ min: 0.5 / 7, max: 96.5 / 7 });
    expect(sorted([...front].map(({ index }) => index))).toEqual(['0', '194', '97']);
  });

  test('for all leaves no figures, and a report', async () => {
    process.env['BEHAVIOUR'] = JSON.stringify({ 0: 'throw', 1: 'throw', 2: 'throw' });
    const { evaluation, front, spread } = await report({ evaluators: [SCRIPTED], from: 0, count: 3 });
    expect({ front: [...front], spread: evaluation?.spread.size, failed: evaluation?.failed }).toEqual({
      front: [],
      spread: 0,
      failed: [3],
    });
    expect(spread.get('training')).toBeDefined();
  });

  test('is not within a budget of what it did not give', async () => {
    process.env['BEHAVIOUR'] = JSON.stringify({ 5: 'throw', 9: 'nan' });
    const { records, evaluation } = await report({
      evaluators: [SCRIPTED],
      budget: { latency: { max: 1 } },
      evaluatorConcurrency: 3,
    });
    expect(sorted(records.map(({ index }) => index))).not.toContain('5');
    expect(records.every(({ latency }) => latency !== null && latency <= 1)).toBe(true);
    expect(evaluation?.failed).toEqual([2]);
  });

  test('is tried again as often as is asked for', async () => {
    process.env['BEHAVIOUR'] = JSON.stringify({ 2: 'throw' });
    process.env['CALLS'] = join(folder, 'calls');
    await report({ evaluators: [SCRIPTED], from: 0, count: 4, evaluatorRetries: 2 });
    const calls = readFileSync(process.env['CALLS'], 'utf8').trimEnd().split('\n');
    expect(calls.toSorted()).toEqual(['0', '1', '2', '2', '2', '3']);
  });
});

test('the same architecture is evaluated once, however often it is drawn', async () => {
  process.env['CALLS'] = join(folder, 'calls of repeats');
  const { records } = await report({ evaluators: [SCRIPTED], count: 600, replace: true });
  const calls = readFileSync(process.env['CALLS'], 'utf8').trimEnd().split('\n');
  expect(calls.toSorted()).toEqual(sorted(new Set(records.map(({ index }) => index))));
});

describe('a module that is no evaluator is refused, with what is expected', () => {
  const SOUND = `name: 'x', version: '1', metrics: ['latency'], evaluate: () => ({ latency: 1 })`;
  test.each([
    ['export const name = 1;', /default export; expected an object \{ name, version, metrics, evaluate \}/],
    ['export default 3;', /has 3 as its default export/],
    ['export default {};', /has undefined as its name; expected letters/],
    [`export default { ${SOUND}, name: 'a b' };`, /has "a b" as its name/],
    [`export default { ${SOUND}, version: undefined };`, /has undefined as its version; expected text or a number/],
    [`export default { ${SOUND}, evaluate: 3 };`, /has 3 as evaluate; expected a function/],
    [`export default { ${SOUND}, metrics: [] };`, /has \[\] as its metrics; expected a list/],
    [`export default { ${SOUND}, metrics: ['a,b'] };`, /has the metric "a,b"; expected a name/],
    [`export default { ${SOUND}, metrics: [{ name: 'a', unit: 3 }] };`, /has the metric \{"name":"a","unit":3\}/],
    [`export default { ${SOUND}, metrics: ['a', 'a'] };`, /has the metric "a" twice/],
    [`export default { ${SOUND}, metrics: ['params'] };`, /"params", which is a metric of nascost/],
    [`export default { ${SOUND}, metrics: ['score'] };`, /"score", which is what scores give/],
    [`export default { ${SOUND}, metrics: ['gpu-hours'] };`, /"gpu-hours", which is a figure of a run/],
    [`export default { ${SOUND}, metrics: ['hash'] };`, /"hash", which is a member of records/],
    [`export default { ${SOUND}, metrics: ['stage.depth'] };`, /"stage.depth", which is a decision of the space/],
    [`throw new Error('no\\nGPU');`, /cannot be loaded: no GPU/],
    ['export default {', /cannot be loaded: /],
  ])('%s', async (text, message) => {
    const file = join(folder, `module${files++}.mjs`);
    writeFileSync(file, text);
    const opened = openEvaluation(space, { evaluators: [file], cache: false, workers: 0 });
    await expect(opened).rejects.toThrow(RequestError);
    await expect(opened).rejects.toThrow(message);
    await expect(opened).rejects.toThrow(file);
  });

  test('nor is one that is not there', async () => {
    await expect(report({ evaluators: ['./latncy.mjs'] })).rejects.toThrow(
      'the evaluator ./latncy.mjs cannot be read: there is no such file',
    );
    await expect(report({ evaluators: [ROOT] })).rejects.toThrow(/expected a module's file/);
  });

  test('nor are two of one name, or one that is given twice', async () => {
    const file = join(folder, 'namesake.mjs');
    writeFileSync(file, `export default { ${SOUND}, name: 'roofline' };`);
    await expect(report({ evaluators: [ROOFLINE, file] })).rejects.toThrow(
      `the evaluator ${file} is called roofline, as ${ROOFLINE} is; expected another name`,
    );
    await expect(report({ evaluators: [ROOFLINE, pathToFileURL(ROOFLINE)] })).rejects.toThrow(/is given twice/);
  });

  test('names of figures that there are not are refused, with the nearest', async () => {
    await expect(report({ objectives: [{ metric: 'latncy', direction: 'min' }] })).rejects.toThrow(
      /objectives\[0\]\.metric is "latncy".*did you mean "latency"/,
    );
    await expect(report({ budget: { latncy: { max: 1 } } })).rejects.toThrow(/did you mean "latency"/);
    await expect(report({ budget: { latency: { max: 'x' } } })).rejects.toThrow(/latency has the limit "x"/);
    await expect(report({ budget: { latency: { min: 2, max: 1 } } })).rejects.toThrow(
      /a min \(2\) above its max \(1\)/,
    );
    await expect(report({ evaluatorTimeout: 0 })).rejects.toThrow(/evaluatorTimeout is 0; expected seconds/);
  });
});

test('docs/evaluators.md shows the example as it is', () => {
  expect(readFileSync(join(ROOT, 'docs/evaluators.md'), 'utf8')).toContain(
    `\`\`\`js\n${readFileSync(ROOFLINE, 'utf8')}\`\`\``,
  );
});
