import type { Comparison } from './compareResults.js';
import { figureText, percentText } from './figures.js';
import { COMPARED_WITH } from './groups.js';
import type { BenchResult } from './resultFile.js';
import type { BenchRow } from './row.js';
import { asMarkdown, asText, comparisonTable, resultTable, type Table } from './tables.js';

/** What is printed of a run: its table, what that is compared with, and the machine. */
export function resultText(result: BenchResult, style: 'text' | 'Markdown'): string {
  return [written(resultTable(result.rows), style), ...legend(result.rows, style), ...machineLines(result), ''].join(
    '\n',
  );
}

/** What is printed of two runs. */
export function comparisonText(
  before: BenchResult,
  now: BenchResult,
  comparison: Comparison,
  style: 'text' | 'Markdown',
): string {
  const alone = (rows: readonly BenchRow[], where: string) =>
    rows.map(({ group, what, unit }) => `only ${where}: ${group}, ${what} (${unit})`);
  return [
    written(comparisonTable(comparison.rows), style),
    ...alone(comparison.onlyBefore, 'before'),
    ...alone(comparison.onlyNow, 'now'),
    ...machineLines(before).map((line) => `before: ${line}`),
    ...machineLines(now).map((line) => `now: ${line}`),
    ...differences(before, now),
    '',
  ].join('\n');
}

function written(table: Table, style: 'text' | 'Markdown'): string {
  return style === 'text' ? asText(table) : asMarkdown(table);
}

function legend(rows: readonly BenchRow[], style: 'text' | 'Markdown'): string[] {
  const shown = new Set(rows.map(({ group }) => group));
  const lines = Object.entries(COMPARED_WITH)
    .filter(([group]) => shown.has(group))
    .flatMap(([group, { naive, limit }]) => [
      ...(naive === undefined ? [] : [`${group}: the naive way is ${naive}`]),
      ...(limit === undefined ? [] : [`${group}: the limit is ${limit}`]),
    ]);
  const meaning =
    'figure: the best round; noise: how much longer the longest took; × naive: how many times as fast as the naive way (~ from a part of it); × limit: how many times the limit’s time';
  return style === 'Markdown' ? [] : [meaning, ...lines, ''];
}

function machineLines({ date, version, commit, machine, before, after, seconds, notes }: BenchResult): string[] {
  const { processor, cores, memoryGiB, system, node } = machine;
  const states = (of: 'load' | 'clock') => `${before[of].toFixed(2)}, then ${after[of].toFixed(2)}`;
  return [
    `${date}, nascost ${version}${commit === undefined ? '' : ` (${commit})`}, ${seconds.toFixed(0)} s`,
    `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}`,
    `load average ${states('load')}; clock check (a multiply-add that waits for the one before) ${states('clock')} ns`,
    ...notes,
  ];
}

/** Another clock explains as much of a change. */
const CLOCKS_DIFFER = 0.05;

function differences(before: BenchResult, now: BenchResult): string[] {
  const different = (['processor', 'cores', 'system', 'node'] as const).filter(
    (part) => before.machine[part] !== now.machine[part],
  );
  const clock = ({ before: first, after }: BenchResult) => Math.min(first.clock, after.clock);
  const change = clock(now) / clock(before) - 1;
  return [
    ...(different.length === 0
      ? []
      : [`not the same machine (${different.join(', ')}): changes are those of the machine, too`]),
    ...(Math.abs(change) < CLOCKS_DIFFER
      ? []
      : [
          `the clock check took ${figureText(clock(before))} ns before and ${figureText(clock(now))} now (${percentText(change, 'change')}): expect as much of all durations`,
        ]),
  ];
}
