import { METRIC_DESCRIPTIONS } from '../cost/metrics.js';
import { alignedTable } from '../report/alignedTable.js';
import { valueOrInactive } from '../report/architectureText.js';
import { bigCount } from '../report/bigCount.js';
import { printable } from '../report/printable.js';
import { shareText } from '../report/shareText.js';
import { siNumber } from '../report/siNumber.js';
import type { Exact } from '../types.js';
import { ratio } from '../wholeSpace/moments.js';
import type { Budget } from '../run/whole/budget.js';
import type { Bin, Distribution } from '../run/whole/distribution.js';
import type { HistogramAnswer } from '../run/whole/questions.js';
import { budgetText } from './budgetText.js';
import { headingStyle } from './headingStyle.js';
import type { Terminal } from './io.js';

/** A distribution for people: bars, quantiles, and a line for each value of a decision. */
export function histogramText(budget: Budget, answer: HistogramAnswer, terminal: Terminal): string {
  const { metric, by, source, whole, parts } = answer;
  const unit = METRIC_DESCRIPTIONS.find(({ name }) => name === metric)?.unit ?? '';
  const limits = budgetText(budget);
  const of = { diagram: 'all', enumeration: 'all, by enumeration,', sample: 'a sample' }[source];
  const inexact = source === 'sample' ? 'figures of the sample' : 'brackets: shares and quantiles to the digits shown';
  const kind = whole.exact ? 'exact' : inexact;
  return [
    `${printable(metric)}${unit === '' ? '' : ` (${unit})`} of ${of}${limits === '' ? '' : ` with ${limits}`}: ${sizeText(whole)}; ${kind}\n\n`,
    bars(whole, terminal),
    '\n',
    quantileTable([['', whole]], terminal),
    by === undefined ? '' : `\nby ${printable(by)}\n\n`,
    by === undefined
      ? ''
      : quantileTable(
          parts.map((part) => [valueOrInactive(part.value), part.distribution]),
          terminal,
        ),
  ].join('');
}

function sizeText({ size: { lower, upper } }: Distribution): string {
  return lower === upper
    ? `${bigCount(lower)} architectures`
    : `${bigCount(lower)} to ${bigCount(upper)} architectures`;
}

const BAR = 40;

function bars({ bins }: Distribution, terminal: Terminal): string {
  const middles = bins.map(({ lower, upper }) => lower + upper);
  const total = middles.reduce((sum, middle) => sum + middle, 0n);
  const most = middles.reduce((a, b) => (a > b ? a : b), 1n);
  const rows = bins.map((bin, b) => [
    siNumber(bin.from),
    countText(bin),
    total === 0n ? '-' : shareText(ratio(middles[b] as bigint, total)),
    '▇'.repeat(Math.round(BAR * ratio(middles[b] as bigint, most))),
  ]);
  const columns = [
    { title: 'from', align: 'right' as const },
    { title: 'architectures', align: 'right' as const },
    { title: 'share', align: 'right' as const },
    { title: '' },
  ];
  return alignedTable(columns, rows, headingStyle(terminal));
}

/** Of a bracket, no more digits than it has. */
function countText({ lower, upper }: Bin): string {
  return lower === upper ? bigCount(lower) : Number((lower + upper) / 2n).toExponential(3);
}

const SHOWN_QUANTILES = [0.01, 0.25, 0.5, 0.75, 0.99];

function quantileTable(rows: readonly (readonly [string, Distribution])[], terminal: Terminal): string {
  const hasNames = rows.some(([name]) => name !== '');
  const numbers = ['architectures', 'min', ...SHOWN_QUANTILES.map((q) => `${100 * q} %`), 'max', 'mean', 'deviation'];
  const columns = [
    ...(hasNames ? [{ title: 'value' }] : []),
    ...numbers.map((title) => ({ title, align: 'right' as const })),
  ];
  const cells = rows.map(([name, { size, min, max, mean, deviation, quantiles }]) => [
    ...(hasNames ? [name] : []),
    bigCount((size.lower + size.upper) / 2n),
    siNumber(min),
    ...SHOWN_QUANTILES.map((q) => quantileText(quantiles.find(({ quantile }) => quantile === q))),
    siNumber(max),
    mean === undefined ? '-' : siNumber(mean),
    deviation === undefined ? '-' : siNumber(deviation),
  ]);
  return alignedTable(columns, cells, headingStyle(terminal));
}

function quantileText(quantile: { readonly lower: Exact; readonly upper: Exact } | undefined): string {
  if (quantile === undefined) return '-';
  const { lower, upper } = quantile;
  return lower === upper ? siNumber(lower) : siNumber((Number(lower) + Number(upper)) / 2);
}
