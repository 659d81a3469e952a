import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadTarget, targetName } from '../../fuzz/loadTarget.js';
import { removeScratch } from '../../fuzz/scratch.js';
import { tryInputs } from '../../fuzz/tryInputs.js';

// A taste of what `npm run fuzz` does at length: it is bounded in time and memory there, and here only by the test.

const FOLDER = resolve(import.meta.dirname, '../../fuzz/targets');
const INPUTS = 800;

const targets = await Promise.all(
  readdirSync(FOLDER).map(async (name) => ({ name: targetName(name), target: await loadTarget(join(FOLDER, name)) })),
);
const shares = targets.reduce((sum, { target }) => sum + target.share, 0);

afterAll(removeScratch);

describe('inputs end in an answer or a documented error', () => {
  test.each(targets)('of $name', async ({ target }) => {
    const count = Math.ceil((INPUTS * target.share) / shares);
    const { fault, tried, answered } = await tryInputs(target, { seed: 7, count });
    expect([fault, tried]).toEqual([undefined, count]);
    // neither is everything refused, which would find little, nor taken
    if (count < 40) return;
    expect(answered).toBeGreaterThan(count / 20);
    expect(answered).toBeLessThan(count);
  });
});
