import { alignedTable } from '../report/alignedTable.js';
import { architectureText } from '../report/architectureText.js';
import { bigCount } from '../report/bigCount.js';
import { plainText } from '../report/plainText.js';
import { siNumber } from '../report/siNumber.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import { joinRow } from '../run/joinRow.js';
import { openRow } from '../run/openRow.js';
import type { ColumnObjective, ParetoRowsReport } from '../run/paretoRows.js';
import type { FrontRow } from '../run/rowFilter.js';
import type { Architecture } from '../types.js';
import { headingStyle } from './headingStyle.js';
import type { Terminal } from './io.js';
import { SHOWN_FRONT } from './sampleText.js';

export interface ParetoTextOptions {
  readonly objectives: readonly ColumnObjective[];
  readonly join: CompiledSpace | undefined;
  /** Where the front was written. */
  readonly file: string | undefined;
}

/** The report of `nascost pareto` for people. */
export function paretoText(
  { rows, front }: ParetoRowsReport,
  { objectives, join, file }: ParetoTextOptions,
  terminal: Terminal,
): string {
  const goals = objectives.map(({ column, direction }) => `${direction === 'min' ? 'least' : 'most'} ${column}`);
  const shown = front.slice(0, SHOWN_FRONT);
  const rest = front.length - shown.length;
  return [
    `Pareto front: ${plainText(goals.join(', '))} (${count(front.length)} of ${count(rows)})\n`,
    shown.length === 0 ? '' : table(shown, objectives, join, terminal),
    rest > 0 ? `… and ${count(rest)} more: --json and --out have them all\n` : '',
    file === undefined ? '' : `\n${count(front.length)} rows are in ${file}\n`,
  ].join('');
}

function table(
  shown: readonly FrontRow[],
  objectives: readonly ColumnObjective[],
  join: CompiledSpace | undefined,
  terminal: Terminal,
): string {
  const names = shown.map((row) => rowName(row, join));
  const hasIndices = names.some(({ index }) => index !== '');
  // rows are told by their places where nothing else tells all of them
  const hasPlaces = names.some(({ index }) => index === '');
  const hasArchitectures = names.some(({ architecture }) => architecture !== '');
  const columns = [
    ...(hasPlaces ? [{ title: 'row' }] : []),
    ...(hasIndices ? [{ title: 'index', align: 'right' as const }] : []),
    ...objectives.map(({ column }) => ({ title: plainText(column), align: 'right' as const })),
    ...(hasArchitectures ? [{ title: 'architecture' }] : []),
  ];
  const cells = shown.map(({ row, figures }, r) => {
    const { index = '', architecture = '' } = names[r] ?? {};
    return [
      ...(hasPlaces ? [`${row.file}:${row.line}`] : []),
      ...(hasIndices ? [index] : []),
      ...figures.map(siNumber),
      ...(hasArchitectures ? [architecture] : []),
    ];
  });
  return alignedTable(columns, cells, headingStyle(terminal));
}

/** Which architecture a row is of, as far as it says. */
function rowName({ row }: FrontRow, join: CompiledSpace | undefined): { index: string; architecture: string } {
  const open = openRow(row);
  if (join !== undefined) {
    const { index } = joinRow(join, { row, open });
    return { index: index.toString(), architecture: architectureText(join.at(index)) };
  }
  const index = open.value('index') ?? '';
  const arch = open.value('arch') ?? '';
  return {
    index: typeof index === 'string' || typeof index === 'number' ? plainText(String(index)) : '',
    architecture: plainText(isArchitecture(arch) ? architectureText(arch) : typeof arch === 'string' ? arch : ''),
  };
}

function isArchitecture(value: unknown): value is Architecture {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((member) => {
    const parts: unknown[] = Array.isArray(member) ? member : [member];
    return parts.every((part) => ['string', 'number', 'boolean'].includes(typeof part));
  });
}

function count(value: number): string {
  return bigCount(BigInt(value));
}
