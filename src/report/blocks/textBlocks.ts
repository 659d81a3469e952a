import type { Exact } from '../../types.js';
import { concatBytes } from '../concatBytes.js';
import { exactAt, type ExactColumn } from '../exactColumn.js';
import type { TextFormat } from '../fileFormat.js';
import type { BlockFormat, RecordRows, RecordSchema } from './blockFormat.js';
import { ByteBuilder } from './byteBuilder.js';
import { textRecord, type Measured } from './textRecord.js';

/** JSON Lines and CSV: blocks are lines. */
export function textBlocks(format: TextFormat, schema: RecordSchema): BlockFormat {
  const record = textRecord(format, schema);
  const out = new ByteBuilder();
  return {
    header: new TextEncoder().encode(record.header),
    encode(rows) {
      // a block before may have been left half done
      out.clear();
      const choice = new Int32Array(schema.decisions.length);
      const costs = new Array<Exact>(schema.metrics.length);
      for (let row = 0; row < rows.count; row++) {
        const index = rows.choose(row, choice);
        for (let c = 0; c < costs.length; c++) costs[c] = exactAt(rows.columns[c] as ExactColumn, row);
        record.append(out, index, choice, costs, measuresAt(rows, row));
      }
      return { rows: rows.count, bytes: out.finish(), meta: '' };
    },
    join: (blocks) => ({
      rows: blocks.reduce((sum, { rows }) => sum + rows, 0),
      bytes: concatBytes(blocks.map(({ bytes }) => bytes)),
      meta: '',
    }),
    footer: () => new Uint8Array(0),
  };
}

function measuresAt({ measured, errors }: RecordRows, row: number): Measured {
  if (measured.length === 0) return NOTHING_MEASURED;
  return { figures: measured.map((column) => column[row] as number), error: errors[row] };
}

const NOTHING_MEASURED: Measured = { figures: [], error: undefined };
