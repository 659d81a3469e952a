import { expect, test } from 'vitest';
import { measureSpace, openSpace, type MeasuredRate } from '../../src/index.js';
import { NONE, openText } from './whole/smallSpaces.js';

const OPTIONS = { seconds: 1e-6, repeats: 2, workers: 0 };

async function measurements(space: Parameters<typeof measureSpace>[0], options = {}): Promise<MeasuredRate[]> {
  const found: MeasuredRate[] = [];
  for await (const rate of measureSpace(space, { ...OPTIONS, ...options })) found.push(rate);
  return found;
}

test('every way of going through a space is measured, as often as asked for', async () => {
  const rates = await measurements(await openSpace('nats-sss'));
  expect(rates.map(({ what }) => what).join()).toMatch(/one by one.*samples, all metrics.*enumerated.*\.jsonl.*\.csv/);
  for (const { runs, count } of rates) {
    expect(runs).toHaveLength(2);
    expect(Math.min(...runs, count)).toBeGreaterThan(0);
  }
  expect(rates.find(({ what }) => what.endsWith('.jsonl'))?.bytes).toBeGreaterThan(100);
});

test('of an empty space there is nothing to measure, and an interruption ends it', async () => {
  expect(await measurements(await openText(NONE))).toEqual([]);
  expect(await measurements(await openSpace('nats-sss'), { signal: AbortSignal.abort() })).toEqual([]);
});
