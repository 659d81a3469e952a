import { expect, test } from 'vitest';
import { inOrder } from '../../src/run/inOrder.js';
import type { Range, ShardResult } from '../../src/run/job.js';

const ranges = (count: number): Range[] => Array.from({ length: count }, (_, lo) => ({ lo, hi: lo + 1 }));
const result: ShardResult = { count: 1 };

test('results come in the order of the ranges, however long each takes', async () => {
  const run = async ({ lo }: Range) => {
    await new Promise((resolve) => setTimeout(resolve, lo % 3 === 0 ? 15 : 1));
    return result;
  };
  const seen: number[] = [];
  for await (const { range } of inOrder(ranges(10), run, { window: 4 })) seen.push(range.lo);
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('no more ranges are begun than the window and the one being read', async () => {
  let begun = 0;
  const run = async () => {
    begun += 1;
    return result;
  };
  let read = 0;
  for await (const _ of inOrder(ranges(50), run, { window: 3 })) {
    read += 1;
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(begun).toBeLessThanOrEqual(read + 3);
  }
  expect(read).toBe(50);
});

test('a range that fails twice is done a third time; one that always fails is handed out as failed', async () => {
  const tries = new Map<number, number>();
  const run = async ({ lo }: Range) => {
    tries.set(lo, (tries.get(lo) ?? 0) + 1);
    if (lo === 2 || (lo === 1 && (tries.get(lo) ?? 0) < 3)) throw new Error(`died ${lo}`);
    return result;
  };
  const outcomes: string[] = [];
  for await (const outcome of inOrder(ranges(4), run, { window: 2 })) {
    outcomes.push('error' in outcome ? outcome.error.message : 'done');
  }
  expect(outcomes).toEqual(['done', 'done', 'died 2', 'done']);
  expect([...tries.entries()].toSorted()).toEqual([
    [0, 1],
    [1, 3],
    [2, 3],
    [3, 1],
  ]);
});

test('after an interruption the open ranges are finished and no other is begun', async () => {
  const interruption = new AbortController();
  const seen: number[] = [];
  for await (const { range } of inOrder(ranges(100), async () => result, { window: 4, signal: interruption.signal })) {
    seen.push(range.lo);
    if (range.lo === 9) interruption.abort();
  }
  expect(seen.length).toBeGreaterThanOrEqual(10);
  expect(seen.length).toBeLessThanOrEqual(14);
  expect(seen).toEqual(seen.map((_, i) => i));
});
