import type { Choice, Exact } from '../../types.js';
import { valueText } from '../architectureText.js';
import { csvCell } from '../csvCell.js';
import { exactJson } from '../exactJson.js';
import type { TextFormat } from '../fileFormat.js';
import type { RecordSchema } from './blockFormat.js';

/** What an evaluator found for one record. */
export interface Measured {
  /** One per measure of the schema; NaN where there is none. */
  readonly figures: readonly number[];
  readonly error: string | undefined;
}

/** How one record becomes a line. */
export interface TextRecord {
  /** What stands before the records. */
  readonly header: string;
  /**
   * Adds the text of one record, with its line end, to `pieces`. Many records are joined at once, since strings that
   * are put together piece by piece cost several times as much.
   */
  append(pieces: string[], index: bigint, choice: Choice, costs: readonly Exact[], measured: Measured): void;
}

/**
 * How architectures are written to a file, one per line. JSON Lines:
 *
 *     {"index":"12","arch":{"resolution":160,…},"forward":…,…,"space":"mobilenet","hash":"…","options":{…}}
 *
 * CSV has a column per decision (empty where it is inactive) between the index and the metrics. Where there are measures, they stand
 * behind the metrics, null or empty where there is none, and an error behind them: in JSON where there is one.
 */
export function textRecord(format: TextFormat, schema: RecordSchema): TextRecord {
  return format === 'csv' ? csvFormat(schema) : jsonFormat(schema);
}

function jsonFormat({ space, hash, options, decisions, metrics, measures }: RecordSchema): TextRecord {
  // every `"name":value` there is, ready, for the first place and for the others
  const members = decisions.map(({ name, values }) =>
    values.map((value) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
  );
  const laterMembers = members.map((texts) => texts.map((text) => `,${text}`));
  const keys = metrics.map((metric, m) => `${m === 0 ? '},' : ','}"${metric}":`);
  const shared = JSON.stringify({ space, hash, options }).slice(1);
  const measureKeys = measures.map((measure) => `,${JSON.stringify(measure)}:`);
  const afterArch = metrics.length === 0 ? '}' : '';
  const tail = `,${shared}\n`;
  return {
    header: '',
    append(pieces, index, choice, costs, measured) {
      pieces.push('{"index":"', index.toString(), '","arch":{');
      let texts = members;
      for (let d = 0; d < members.length; d++) {
        const value = choice[d] as number;
        if (value < 0) continue;
        pieces.push((texts[d] as string[])[value] as string);
        texts = laterMembers;
      }
      for (let m = 0; m < keys.length; m++) pieces.push(keys[m] as string, exactText(costs[m] as Exact));
      pieces.push(afterArch);
      for (let m = 0; m < measureKeys.length; m++)
        pieces.push(measureKeys[m] as string, JSON.stringify(measured.figures[m]));
      if (measured.error !== undefined) pieces.push(`,"error":${JSON.stringify(measured.error)}`);
      pieces.push(tail);
    },
  };
}

/** An exact figure as JSON text. */
function exactText(value: Exact): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(exactJson(value));
}

function csvFormat({ space, hash, decisions, metrics, measures }: RecordSchema): TextRecord {
  const cells = decisions.map(({ values }) => values.map((value) => `,${csvCell(valueText(value))}`));
  const tail = `,${csvCell(space)},${hash}\n`;
  const measured = measures.length === 0 ? [] : [...measures, 'error'];
  const titles = ['index', ...decisions.map((decision) => decision.name), ...metrics, ...measured, 'space', 'hash'];
  return {
    header: `${titles.map(csvCell).join(',')}\n`,
    append(pieces, index, choice, costs, { figures, error }) {
      pieces.push(index.toString());
      for (let d = 0; d < cells.length; d++) pieces.push((cells[d] as string[])[choice[d] as number] ?? ',');
      for (let m = 0; m < metrics.length; m++) pieces.push(',', String(costs[m]));
      for (const figure of figures) pieces.push(',', Number.isFinite(figure) ? String(figure) : '');
      if (measures.length > 0) pieces.push(',', csvCell(error ?? ''));
      pieces.push(tail);
    },
  };
}
