import { describe, expect, test } from 'vitest';
import { openSpace } from '../../src/index.js';
import type { Selection, ShardSpace } from '../../src/run/job.js';
import { openChooser } from '../../src/run/openChooser.js';
import { sampleLegs } from '../../src/run/whole/sampleLegs.js';

const mobilenet = await openSpace('mobilenet');
const { legs } = await sampleLegs(
  mobilenet,
  { budget: { training: { max: 1e9 } } },
  { count: 10, by: 'architecture', replace: false },
);
const limited = (await legs[0]?.open())?.runnable ?? mobilenet.runnable;

/** Numbers that follow each other, some left out, and a stretch that is gone back to. */
const NUMBERS = [...Array.from({ length: 1300 }, (_, i) => i + (i >> 5)), 7, 8, 9];

function compare(space: ShardSpace, selection: Selection): void {
  const { choose, chooseInOrder } = openChooser(space, selection);
  // as many as a long run would have had
  chooseInOrder(0, space.drawn.arcCount + 1e5);
  const chooseNext = chooseInOrder(0, 20_000);
  expect(chooseNext).not.toBe(choose);
  const [own, other] = [new Int32Array(space.decisions.length), new Int32Array(space.decisions.length)];
  for (const number of NUMBERS) {
    const index = chooseNext(number, own);
    expect(index).toBe(choose(number, other));
    if (Buffer.compare(Buffer.from(own.buffer), Buffer.from(other.buffer)) !== 0) expect([...own]).toEqual([...other]);
  }
}

const SAMPLE = { kind: 'sample', seed: 8, by: 'architecture', replace: false } as const;

describe('architectures in order are those had one by one', () => {
  test.each<[string, ShardSpace, Selection]>([
    ['distinct', mobilenet.runnable.shardSpace, SAMPLE],
    ['with replacement', mobilenet.runnable.shardSpace, { ...SAMPLE, replace: true }],
    ['by decision', mobilenet.runnable.shardSpace, { ...SAMPLE, by: 'decision', replace: true }],
    ['enumerated', mobilenet.runnable.shardSpace, { kind: 'enumerate', from: 10n ** 20n + 17n }],
    ['within a budget', limited.shardSpace, SAMPLE],
  ])('%s', (_, space, selection) => compare(space, selection));

  test.each(['bert', 'nas-bench-101', 'darts', 'nats-sss'])('of %s', async (name) => {
    compare((await openSpace(name)).runnable.shardSpace, SAMPLE);
  });
});
