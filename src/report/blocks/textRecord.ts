import type { Choice, Exact } from '../../types.js';
import { valueText } from '../architectureText.js';
import { csvCell } from '../csvCell.js';
import { exactJson } from '../exactJson.js';
import type { TextFormat } from '../fileFormat.js';
import type { RecordSchema } from './blockFormat.js';
import type { ByteBuilder } from './byteBuilder.js';

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
  /** Adds the text of one record, with its line end, to `out`. */
  append(out: ByteBuilder, index: bigint, choice: Choice, costs: readonly Exact[], measured: Measured): void;
}

/**
 * How architectures are written to a file, one per line. JSON Lines:
 *
 *     {"index":"12","arch":{"resolution":160,…},"forward":…,…,"space":"mobilenet","hash":"…","options":{…}}
 *
 * CSV has a column per decision (empty where it is inactive) between the index and the metrics. Where there are
 * measures, they stand behind the metrics, null or empty where there is none, and an error behind them: in JSON where
 * there is one.
 */
export function textRecord(format: TextFormat, schema: RecordSchema): TextRecord {
  return format === 'csv' ? csvFormat(schema) : jsonFormat(schema);
}

const encoder = new TextEncoder();
const utf8 = (text: string): Uint8Array => encoder.encode(text);

function jsonFormat({ space, hash, options, decisions, metrics, measures }: RecordSchema): TextRecord {
  // every `"name":value` there is, ready, for the first place and for the others
  const members = decisions.map(({ name, values }) =>
    values.map((value) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
  );
  const firstMembers = members.map((texts) => texts.map(utf8));
  const laterMembers = members.map((texts) => texts.map((text) => utf8(`,${text}`)));
  const start = utf8('{"index":"');
  const arch = utf8('","arch":{');
  const keys = metrics.map((metric, m) => utf8(`${m === 0 ? '},' : ','}"${metric}":`));
  const afterArch = utf8(metrics.length === 0 ? '}' : '');
  const measureKeys = measures.map((measure) => utf8(`,${JSON.stringify(measure)}:`));
  const tail = utf8(`,${JSON.stringify({ space, hash, options }).slice(1)}\n`);
  return {
    header: '',
    append(out, index, choice, costs, measured) {
      out.append(start);
      out.appendDigits(index.toString());
      out.append(arch);
      let texts = firstMembers;
      for (let d = 0; d < members.length; d++) {
        const value = choice[d] as number;
        if (value < 0) continue;
        out.append((texts[d] as Uint8Array[])[value] as Uint8Array);
        texts = laterMembers;
      }
      for (let m = 0; m < keys.length; m++) {
        out.append(keys[m] as Uint8Array);
        appendJson(out, costs[m] as Exact);
      }
      out.append(afterArch);
      for (let m = 0; m < measureKeys.length; m++) {
        out.append(measureKeys[m] as Uint8Array);
        out.appendDigits(JSON.stringify(measured.figures[m]));
      }
      if (measured.error !== undefined) out.appendText(`,"error":${JSON.stringify(measured.error)}`);
      out.append(tail);
    },
  };
}

/** An exact figure as JSON text. */
function appendJson(out: ByteBuilder, value: Exact): void {
  if (typeof value === 'number') out.appendInteger(value);
  else out.appendDigits(JSON.stringify(exactJson(value)));
}

function csvFormat({ space, hash, decisions, metrics, measures }: RecordSchema): TextRecord {
  const cells = decisions.map(({ values }) => values.map((value) => utf8(`,${csvCell(valueText(value))}`)));
  const comma = utf8(',');
  const tail = utf8(`,${csvCell(space)},${hash}\n`);
  const measured = measures.length === 0 ? [] : [...measures, 'error'];
  const titles = ['index', ...decisions.map((decision) => decision.name), ...metrics, ...measured, 'space', 'hash'];
  return {
    header: `${titles.map(csvCell).join(',')}\n`,
    append(out, index, choice, costs, { figures, error }) {
      out.appendDigits(index.toString());
      for (let d = 0; d < cells.length; d++) out.append((cells[d] as Uint8Array[])[choice[d] as number] ?? comma);
      for (let m = 0; m < metrics.length; m++) {
        out.append(comma);
        appendExact(out, costs[m] as Exact);
      }
      for (const figure of figures) {
        out.append(comma);
        if (Number.isFinite(figure)) out.appendDigits(String(figure));
      }
      if (measures.length > 0) out.appendText(`,${csvCell(error ?? '')}`);
      out.append(tail);
    },
  };
}

function appendExact(out: ByteBuilder, value: Exact): void {
  if (typeof value === 'number') out.appendInteger(value);
  else out.appendDigits(value.toString());
}
