import { alignedTable, type TableColumn } from '../src/report/alignedTable.js';
import type { ComparedRow } from './compareResults.js';
import { figureText, percentText, timesText } from './figures.js';
import type { BenchRow } from './row.js';
import { summary } from './summary.js';

/** A table that has not been written as text or Markdown yet. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
}

export function resultTable(rows: readonly BenchRow[]): Table {
  return {
    columns: [
      ...FIRST,
      { title: 'figure', align: 'right' },
      { title: 'unit' },
      { title: 'clock' },
      { title: 'noise', align: 'right' },
      { title: '× naive', align: 'right' },
      { title: '× limit', align: 'right' },
    ],
    rows: rows.map((row) => {
      const { figure, noise, naive, limit } = summary(row);
      const naiveText = naive === undefined ? '' : `${row.isExtrapolated === true ? '~' : ''}${timesText(naive)}`;
      const limitText = limit === undefined ? '' : timesText(limit);
      return [
        row.group,
        row.what,
        figureText(figure),
        row.unit,
        row.clock ?? '',
        noiseText(noise),
        naiveText,
        limitText,
      ];
    }),
  };
}

export function comparisonTable(rows: readonly ComparedRow[]): Table {
  return {
    columns: [
      ...FIRST,
      { title: 'before', align: 'right' },
      { title: 'now', align: 'right' },
      { title: 'unit' },
      { title: 'change', align: 'right' },
      { title: 'noise before', align: 'right' },
      { title: 'noise now', align: 'right' },
      { title: '' },
    ],
    rows: rows.map(({ row, before, now, change, noiseBefore, noiseNow, verdict }) => [
      row.group,
      row.what,
      figureText(before),
      figureText(now),
      row.unit,
      percentText(change, 'change'),
      noiseText(noiseBefore),
      noiseText(noiseNow),
      verdict,
    ]),
  };
}

export function asText({ columns, rows }: Table): string {
  return alignedTable(columns, rows);
}

/** Of GitHub's kind. */
export function asMarkdown({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const rule = line(columns.map(({ align }) => (align === 'right' ? '---:' : '---')));
  return [line(columns.map(({ title }) => title)), rule, ...rows.map(line)].join('');
}

const FIRST: readonly TableColumn[] = [{ title: 'group' }, { title: 'what' }];

function noiseText(noise: number | undefined): string {
  return noise === undefined ? '' : percentText(noise, 'share');
}
