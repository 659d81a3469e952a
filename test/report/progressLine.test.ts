import { expect, test } from 'vitest';
import { progressLine, progressText } from '../../src/report/progressLine.js';

test('progress tells how much is done, how fast, and what is left', () => {
  expect(progressText(250_000, 1_000_000, 2)).toBe('250.0k of 1.000M (25 %), 125.0k per second, 6 s left');
  let now = 0;
  const written: string[] = [];
  const line = progressLine(
    100,
    (text) => written.push(text),
    () => now,
  );
  line.update(1);
  now = 1000;
  line.update(50);
  line.clear();
  expect(written).toEqual(['\r\u001B[K50 of 100 (50 %), 50 per second, 1 s left', '\r\u001B[K']);
});
