import { expect, test } from 'vitest';
import { listJson } from '../../src/cli/listJson.js';

test.each([
  [{}, [], {}],
  [{ a: 1 }, [{ b: 2 }], {}],
  [{}, [1, 'x', null], { c: '}' }],
  [{ a: [], b: undefined }, Array.from({ length: 40_000 }, (_, i) => `item ${i}`), { c: { d: null } }],
])('is what JSON.stringify makes of the whole: %#', (before, items, behind) => {
  const pieces = [
    ...listJson(
      before,
      'list',
      items.map((item) => JSON.stringify(item)),
      behind,
    ),
  ];
  expect(pieces.join('')).toBe(`${JSON.stringify({ ...before, list: items, ...behind })}\n`);
  // a reader who stops is heard in time
  for (const piece of pieces) expect(piece.length).toBeLessThan(100_000);
});
