import { cpus } from 'node:os';
import { benchCache } from './cache.js';
import { benchPareto } from './pareto.js';
import type { BenchRow } from './row.js';
import { benchSpace } from './space.js';
import { benchSpaces } from './spaces.js';
import { benchWholeSpace } from './wholeSpace.js';

/** Runs every benchmark behind a speed that the README states, and prints them as one table. */
const rows = [
  ...(await benchSpace()),
  ...(await benchSpaces()),
  ...(await benchWholeSpace()),
  ...(await benchPareto()),
  ...(await benchCache()),
];
process.stdout.write(`${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores\n\n`);
process.stdout.write(`${rows.map(line).join('\n')}\n`);

function line({ what, figure, unit, ratio, note, limit }: BenchRow): string {
  const number = figure.toPrecision(4).replace(/e\+?(-?\d+)$/, ' x 10^$1');
  const against = ratio === undefined ? (note ?? '') : `${ratio.toPrecision(3)} times ${note}`;
  const toLimit = limit === undefined ? '' : `${against === '' ? '' : ', '}${limit.toFixed(2)} times the limit's time`;
  return `${what.padEnd(62)} ${number.padStart(10)} ${unit.padEnd(12)} ${against}${toLimit}`.trimEnd();
}
