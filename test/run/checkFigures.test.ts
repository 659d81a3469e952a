import { expect, test } from 'vitest';
import { openSpace } from '../../src/index.js';
import { checkFigures } from '../../src/run/checkFigures.js';

const check = async (params: unknown) => {
  const input = { channels: 1, size: 4 };
  const file = { name: 'x', input, network: { conv: 2, kernel: 3 }, check: [{ name: 'one', arch: {}, params }] };
  return checkFigures(await openSpace({ text: JSON.stringify(file) })).wrong;
};

test.each([20, '20'])('%j is the figure', async (params) => expect(await check(params)).toEqual([]));

test.each([
  [21, '21'],
  ['21', '21'],
  [[20], '[20]'],
  [{ toString: 1 }, '{"toString":1}'],
  [null, 'null'],
  ['9'.repeat(100), `"${'9'.repeat(79)}…`],
])('%j is not', async (params, said) => {
  expect(await check(params)).toEqual([`one: params is 20, but the check block says ${said}`]);
});
