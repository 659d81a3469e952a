import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openSpace, RequestError, sampleReport, type SampleOptions } from '../../src/index.js';
import { NONE, openText } from './whole/smallSpaces.js';

const space = await openSpace('nats-sss');
let folder = '';
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function report(options: Partial<SampleOptions>, of = space) {
  const out = join(folder, `${files++}.jsonl`);
  const found = await sampleReport(of, {
    count: 100,
    seed: 1,
    out,
    workers: 0,
    ...options,
  });
  const written = options.out === undefined && 'out' in options ? '' : readFileSync(out, 'utf8');
  const records = written
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { index: string; training: number; params: number; peak: number });
  return { ...found, records };
}

const budget = { training: { max: 3e8 }, params: { min: 3e5 } };

describe('samples within a budget', () => {
  test('have records, spreads and a front of what is within', async () => {
    const { records, done, total, asked, spread, front, share } = await report({ count: 2000, budget, replace: true });
    expect([records.length, done, total, asked]).toEqual([2000, 2000, 2000, 2000]);
    const training = records.map((record) => record.training);
    expect(spread.get('training')).toMatchObject({ min: Math.min(...training), max: Math.max(...training) });
    for (const record of records) {
      expect(record.training).toBeLessThanOrEqual(3e8);
      expect(record.params).toBeGreaterThanOrEqual(3e5);
      expect(record).toMatchObject(space.cost(BigInt(record.index)));
    }
    const undominated = records.filter(
      (a) =>
        !records.some(
          (b) => b.training <= a.training && b.params >= a.params && (b.training < a.training || b.params > a.params),
        ),
    );
    expect(new Set([...front].map(({ index }) => String(index)))).toEqual(
      new Set(undominated.map(({ index }) => index)),
    );
    const { lower } = await space.count({ budget });
    const truth = Number(lower) / Number(space.size);
    expect(share && share.lower <= truth && truth <= share.upper).toBe(true);
  });

  test('are the first ones of more', async () => {
    const [short, long] = [await report({ count: 100, budget }), await report({ count: 3000, budget })];
    expect(long.records.slice(0, 100)).toEqual(short.records);
  });

  test('end with what is within: the total says so', async () => {
    const few = { params: { max: 60_000 } };
    const { lower } = await space.count({ budget: few });
    const { done, total, asked, interrupted, records } = await report({ count: 1e6, budget: few });
    expect({ done, total, asked, interrupted }).toEqual({
      done: Number(lower),
      total: Number(lower),
      asked: 1e6,
      interrupted: false,
    });
    expect(new Set(records.map(({ index }) => index)).size).toBe(Number(lower));
  });

  test('that are spread over a metric have the front of all parts', async () => {
    const { front, records, done } = await report({ count: 1600, uniformOver: 'params', replace: true });
    expect([done, records.length]).toEqual([1600, 1600]);
    const best = Math.min(...records.map(({ training }) => training));
    const most = Math.max(...records.map(({ params }) => params));
    expect([front.at(0)?.costs.training, front.at(-1)?.costs.params]).toEqual([best, most]);
    for (const { index, costs } of front) expect(costs).toEqual(space.cost(index));
  });
});

describe('where architectures come again, each is on the front once, with all that tie with it', () => {
  test.each([
    ['with replacement', { replace: true }],
    ['by decision', { by: 'decision' }],
    ['with replacement, in strata', { replace: true, uniformOver: 'params', strata: 3 }],
    ['with replacement, by columns of chunks', { replace: true, chunks: true }],
  ] as const)('%s', async (_, { chunks = false, ...how }: Partial<SampleOptions> & { chunks?: boolean }) => {
    const of = await openSpace('nas-bench-201');
    const { front, records } = await report({ count: 4000, ...how }, of);
    // without records and exact spreads, a worker has no columns of all rows
    const many = chunks ? await report({ count: 1_100_000, ...how, out: undefined }, of) : undefined;
    const drawn = [...new Map(records.map((record) => [record.index, record])).values()];
    expect(drawn.length).toBeLessThan(records.length);
    const undominated = drawn.filter(
      (a) =>
        !drawn.some(
          (b) => b.training <= a.training && b.params >= a.params && (b.training < a.training || b.params > a.params),
        ),
    );
    const sorted = undominated.toSorted((a, b) => a.training - b.training).map(({ index }) => index);
    expect([...front].map(({ index }) => String(index))).toEqual(sorted);
    // every architecture of this space is on it
    if (many !== undefined) expect([many.front.length, many.omitted]).toEqual([15_625, 'nothing']);
  });
});

test('without objectives there is no front', async () => {
  const { front, done, spread } = await report({ objectives: [], metrics: ['params'] });
  expect([[...front], done, [...spread.keys()]]).toEqual([[], 100, ['params']]);
});

test('an empty space has an empty report', async () => {
  const none = await openText(NONE);
  for (const options of [{}, { budget: { params: { max: 1 } } }, { uniformOver: 'params' }]) {
    const { done, total, front, records } = await report(options, none);
    expect({ done, total, front: [...front], records }).toEqual({ done: 0, total: 0, front: [], records: [] });
  }
});

test('an interruption ends it, and says so', async () => {
  const { done, interrupted, total } = await report({ count: 1000, signal: AbortSignal.abort() });
  expect({ done, interrupted, total }).toEqual({ done: 0, interrupted: true, total: 1000 });
});

test('also where a range within a budget has failed before: its candidates are no samples', async () => {
  const log = join(folder, 'deaths');
  writeFileSync(log, '');
  vi.stubEnv('LOG', log);
  vi.stubEnv('DEATHS', JSON.stringify({ 0: 99 }));
  const stop = new AbortController();
  const progress = { update: (done: number) => void (done > 0 && stop.abort()), end: () => undefined };
  const of = await openSpace('mobilenet');
  const found = await sampleReport(
    of,
    {
      count: 12_000,
      budget: { training: { max: 1e9 }, params: { min: 4e6 } },
      out: join(folder, 'failed.csv'),
      workers: 1,
      workerFile: new URL('pool/dyingWorker.js', import.meta.url),
      signal: stop.signal,
    },
    { progress },
  );
  vi.unstubAllEnvs();
  // more failed than are missing
  expect(found.failures.map(({ range }) => range)).toEqual([{ lo: 0, hi: 8192 }]);
  expect(12_000 - found.done).toBeLessThan(8192);
  expect(found.interrupted).toBe(true);
  expect(existsSync(join(folder, 'failed.csv.checkpoint'))).toBe(true);
});

test.each([
  [{ budget: { parms: {} } }, 'did you mean "params"?'],
  [{ uniformOver: 'peak' }, 'samples are not spread over peak here'],
  [{ strata: 0 }, 'strata is 0; expected a whole number from 1 to 1000'],
  [{ budgets: {} }, '"budgets" is not an option of sampleReport; did you mean "budget"?'],
])('%j is refused', async (options, message) => {
  const error = await report(options as object).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RequestError);
  expect((error as Error).message).toContain(message);
});
