import { expect, test } from 'vitest';
import { figureText, percentText, timesText } from '../../bench/figures.js';

test('figures have four digits', () => {
  expect([1234.4, 12.345, 0.0012341, 99999, 0.06179].map(figureText)).toEqual([
    '1,234',
    '12.35',
    '0.001234',
    '1.000 × 10^5',
    '0.06179',
  ]);
});

test('ratios have two or three digits', () => {
  expect([0.0522, 1.35, 99.94, 100, 5328, 7.54e11].map(timesText)).toEqual([
    '0.052',
    '1.4',
    '99.9',
    '100',
    '5,330',
    '7.54 × 10^11',
  ]);
});

test('changes have a sign, shares none', () => {
  expect([0.0123, -0.0123, 0.2, 0.0001, -0.0001].map((share) => percentText(share, 'change'))).toEqual([
    '+1.2 %',
    '-1.2 %',
    '+20 %',
    '0.0 %',
    '0.0 %',
  ]);
  expect(percentText(0.5, 'share')).toBe('50 %');
});
