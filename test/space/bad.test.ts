import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/space/formatProblem.js';
import { readSpace } from '../../src/space/readSpace.js';

// Each x.json holds faults, x.expected.txt what is told of them. A new case is a new file; UPDATE=1 writes what is told
// now.
const folder = new URL('./bad/', import.meta.url);
const cases = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('a faulty space is told by its faults', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(30));

  it.each(cases)('%s', (name) => {
    const { problems } = readSpace(readFileSync(new URL(name, folder), 'utf8'), name);
    const told = problems.map((problem) => `${formatProblem(problem, name)}\n`).join('');
    const expected = new URL(name.replace(/\.json$/, '.expected.txt'), folder);
    if (process.env.UPDATE) writeFileSync(expected, told);
    expect(told).toBe(readFileSync(expected, 'utf8'));
    expect(problems.length).toBeGreaterThan(0);
  });
});
