import { ByteWriter } from 'hyparquet-writer';
import type { Block, BlockFormat, RecordSchema } from './blockFormat.js';
import type { ColumnData } from './columnData.js';
import { gatherColumns } from './gatherColumns.js';
import { joinColumns } from './joinColumns.js';
import { writeParquetChunk } from './parquetChunk.js';
import { chunksText, parquetFooter } from './parquetFooter.js';
import { parquetSchema } from './parquetSchema.js';
import { readParquetGroup } from './readParquetGroup.js';
import { recordColumns } from './recordColumns.js';

/** Apache Parquet: a block is a row group. */
export function parquetBlocks(schema: RecordSchema): BlockFormat {
  const columns = recordColumns(schema);
  const elements = parquetSchema(columns);
  const [, ...leaves] = elements;
  const group = (data: readonly ColumnData[], rows: number): Block => {
    const writer = new ByteWriter(1 << 20);
    const chunks = columns.map((column, c) =>
      writeParquetChunk(writer, column, leaves[c] as (typeof leaves)[0], data[c] as ColumnData),
    );
    return { rows, bytes: writer.getBytes().slice() as Uint8Array<ArrayBuffer>, meta: chunksText(chunks) };
  };
  return {
    header: new TextEncoder().encode('PAR1'),
    encode: (rows) => group(gatherColumns(columns, rows), rows.count),
    async join(blocks) {
      const parts = await Promise.all(blocks.map((block) => readParquetGroup(columns, elements, block)));
      return group(
        joinColumns(parts),
        blocks.reduce((sum, { rows }) => sum + rows, 0),
      );
    },
    footer: (blocks) => parquetFooter(schema, elements, blocks),
  };
}
