import { alignedTable } from '../report/alignedTable.js';
import { architectureText } from '../report/architectureText.js';
import { bigCount } from '../report/bigCount.js';
import { siNumber } from '../report/siNumber.js';
import { METRICS } from '../cost/metrics.js';
import type { Exact, Metric } from '../types.js';
import type { ScoredArchitecture } from '../run/whole/questions.js';
import { headingStyle } from './headingStyle.js';
import type { Terminal } from './io.js';
import { SHOWN_FRONT } from './sampleText.js';

/** Architectures of an answer with some of their figures, a row each; of many, the first. */
export function architectureTable(
  rows: readonly ScoredArchitecture[],
  figures: readonly string[],
  terminal: Terminal,
): string {
  const shown = rows.slice(0, SHOWN_FRONT);
  const columns = [
    { title: 'index', align: 'right' as const },
    ...figures.map((title) => ({ title, align: 'right' as const })),
    { title: 'architecture' },
  ];
  const cells = shown.map((row) => [
    row.index.toString(),
    ...figures.map((name) => siNumber(figureOf(row, name))),
    architectureText(row.architecture),
  ]);
  const rest = rows.length - shown.length;
  const more = rest > 0 ? `… and ${bigCount(BigInt(rest))} more: --json has them all\n` : '';
  return alignedTable(columns, cells, headingStyle(terminal)) + more;
}

function figureOf({ costs, score }: ScoredArchitecture, name: string): Exact {
  return (METRICS as readonly string[]).includes(name) ? costs[name as Metric] : (score ?? NaN);
}
