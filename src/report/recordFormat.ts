import type { Choice, Decision, Exact, FigureOptions, Metric } from '../types.js';
import { valueText } from './architectureText.js';
import { csvCell } from './csvCell.js';
import { exactJson } from './exactJson.js';

export type FileFormat = 'jsonl' | 'csv';

/** What every record of a file shares. */
export interface RecordSchema {
  readonly space: string;
  readonly hash: string;
  readonly options: FigureOptions;
  readonly decisions: readonly Pick<Decision, 'name' | 'values'>[];
  readonly metrics: readonly Metric[];
}

export interface RecordFormat {
  /** What stands before the records. */
  readonly header: string;
  /**
   * Adds the text of one record, with its line end, to `pieces`. Many records are joined at once, since strings that
   * are put together piece by piece cost several times as much.
   */
  append(pieces: string[], index: bigint, choice: Choice, costs: readonly Exact[]): void;
}

/**
 * How architectures are written to a file, one per line. JSON Lines:
 *
 *     {"index":"12","arch":{"resolution":160,…},"forward":…,…,"space":"mobilenet","hash":"…","options":{…}}
 *
 * CSV has a column per decision (empty where it is inactive) between the index and the metrics.
 */
export function recordFormat(format: FileFormat, schema: RecordSchema): RecordFormat {
  return format === 'csv' ? csvFormat(schema) : jsonFormat(schema);
}

function jsonFormat({ space, hash, options, decisions, metrics }: RecordSchema): RecordFormat {
  // every `"name":value` there is, ready, for the first place and for the others
  const members = decisions.map(({ name, values }) =>
    values.map((value) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
  );
  const laterMembers = members.map((texts) => texts.map((text) => `,${text}`));
  const keys = metrics.map((metric, m) => `${m === 0 ? '},' : ','}"${metric}":`);
  const shared = JSON.stringify({ space, hash, options }).slice(1);
  const tail = `${metrics.length === 0 ? '}' : ''},${shared}\n`;
  return {
    header: '',
    append(pieces, index, choice, costs) {
      pieces.push('{"index":"', index.toString(), '","arch":{');
      let texts = members;
      for (let d = 0; d < members.length; d++) {
        const value = choice[d] as number;
        if (value < 0) continue;
        pieces.push((texts[d] as string[])[value] as string);
        texts = laterMembers;
      }
      for (let m = 0; m < keys.length; m++) pieces.push(keys[m] as string, exactText(costs[m] as Exact));
      pieces.push(tail);
    },
  };
}

/** An exact figure as JSON text. */
function exactText(value: Exact): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(exactJson(value));
}

function csvFormat({ space, hash, decisions, metrics }: RecordSchema): RecordFormat {
  const cells = decisions.map(({ values }) => values.map((value) => `,${csvCell(valueText(value))}`));
  const tail = `,${csvCell(space)},${hash}\n`;
  const titles = ['index', ...decisions.map((decision) => decision.name), ...metrics, 'space', 'hash'];
  return {
    header: `${titles.map(csvCell).join(',')}\n`,
    append(pieces, index, choice, costs) {
      pieces.push(index.toString());
      for (let d = 0; d < cells.length; d++) pieces.push((cells[d] as string[])[choice[d] as number] ?? ',');
      for (let m = 0; m < metrics.length; m++) pieces.push(',', String(costs[m]));
      pieces.push(tail);
    },
  };
}
