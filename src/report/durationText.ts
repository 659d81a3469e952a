import { siNumber } from './siNumber.js';

const UNITS = [
  ['days', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/**
 * A duration for people, in the largest unit that it fills twice: `45.60 h`, `3.214 days`; seconds below two minutes.
 */
export function durationText(seconds: number): string {
  const [unit, length] = UNITS.find(([, each]) => seconds >= 2 * each) ?? ['s', 1];
  return `${siNumber(seconds / length)} ${unit}`;
}
