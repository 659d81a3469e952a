import { METRICS } from '../cost/metrics.js';
import { exactJson } from '../report/exactJson.js';
import type { Costs } from './costs.js';
import { openRow } from './openRow.js';
import { readFigure } from './readFigure.js';
import type { CsvRow, JsonRow, Row } from './row.js';

/**
 * A row as a JSON object on one line. A line of JSON stays as it was read. Cells of CSV are text, except those that
 * hold a number in a column of `numeric`: they become that number, or decimal text where it is whole and above 2^53.
 *
 * @param costs metrics of the row's architecture; they come after its own columns, but for those that it has already
 */
export function rowJson(row: Row, costs: Costs | undefined, numeric: ReadonlySet<string>): string {
  return row.format === 'jsonl' ? lineJson(row, costs) : cellsJson(row, costs, numeric);
}

function lineJson(row: JsonRow, costs: Costs | undefined): string {
  if (costs === undefined) return row.text;
  const object = JSON.parse(row.text) as Record<string, unknown>;
  const empty = METRICS.filter((metric) => Object.hasOwn(object, metric) && !isFigure(object[metric]));
  if (empty.length > 0) {
    const filled = empty.map((metric) => [metric, exactJson(costs[metric])] as const);
    return lineJson({ ...row, text: JSON.stringify({ ...object, ...Object.fromEntries(filled) }) }, costs);
  }
  const added = METRICS.filter((metric) => !Object.hasOwn(object, metric)).map(
    (metric) => `${JSON.stringify(metric)}:${JSON.stringify(exactJson(costs[metric]))}`,
  );
  const members = row.text.slice(1, -1).trim();
  return `{${[...(members === '' ? [] : [members]), ...added].join(',')}}`;
}

function cellsJson(row: CsvRow, costs: Costs | undefined, numeric: ReadonlySet<string>): string {
  const open = openRow(row);
  const own = row.header.names.map((name) => {
    const text = String(open.value(name));
    return [name, numeric.has(name) ? (cellNumber(text) ?? JSON.stringify(text)) : JSON.stringify(text)] as const;
  });
  const members = new Map(own);
  if (costs) for (const metric of METRICS) members.set(metric, JSON.stringify(exactJson(costs[metric])));
  return `{${[...members].map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
}

/** The number as it stands in the cell, if JSON can have it so: 71.30 keeps its zero. */
function cellNumber(text: string): string | undefined {
  const figure = readFigure(text);
  if (figure === undefined) return undefined;
  const isJson = typeof figure === 'number' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text);
  return isJson ? text : JSON.stringify(exactJson(figure));
}

function isFigure(value: unknown): boolean {
  return readFigure(value) !== undefined;
}
