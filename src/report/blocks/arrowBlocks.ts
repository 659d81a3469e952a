import { MetadataVersion, RecordBatchReader } from 'apache-arrow';
import { FileBlock, Footer } from 'apache-arrow/ipc/metadata/file';
import { concatBytes } from '../concatBytes.js';
import { ArrowBatches } from './arrowBatch.js';
import { arrowMessages } from './arrowMessages.js';
import { arrowSchema } from './arrowSchema.js';
import type { Block, BlockFormat, RecordSchema, WrittenBlock } from './blockFormat.js';
import type { ColumnData } from './columnData.js';
import { gatherColumns } from './gatherColumns.js';
import { joinColumns } from './joinColumns.js';
import { readArrowBatch } from './readArrowBatch.js';
import { recordColumns } from './recordColumns.js';

const encoder = new TextEncoder();
const MAGIC = encoder.encode('ARROW1');
/** The magic, with two bytes more: every message begins at a multiple of eight. */
const START = encoder.encode('ARROW1\0\0');
const END_OF_STREAM = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/**
 * The file format of Apache Arrow IPC (which Feather 2 is): a block is the message of a record batch. The schema and
 * the dictionaries stand in the header: dictionaries are whole domains, so that any batch may follow any other.
 */
export function arrowBlocks(schema: RecordSchema): BlockFormat {
  const columns = recordColumns(schema);
  const fields = arrowSchema(schema, columns);
  const batches = new ArrowBatches(fields, columns);
  const nothing = gatherColumns(columns, noRows(schema));
  const { bytes, dictionaries, batch: end } = arrowMessages(batches.batch(nothing, 0), 'with dictionaries');
  const beforeBatches = bytes.subarray(0, end.offset);

  const message = (data: readonly ColumnData[], rows: number): Block => {
    const { bytes: stream, batch } = arrowMessages(batches.batch(data, rows), 'without');
    const own = stream.slice(batch.offset) as Uint8Array<ArrayBuffer>;
    return { rows, bytes: own, meta: String(batch.metaDataLength) };
  };
  return {
    header: concatBytes([START, beforeBatches]),
    encode: (rows) => message(gatherColumns(columns, rows), rows.count),
    join(blocks) {
      const reader = RecordBatchReader.from(concatBytes([beforeBatches, ...blocks.map((block) => block.bytes)]));
      const parts = [...reader].map((batch) => readArrowBatch(columns, batch));
      return message(
        joinColumns(parts),
        blocks.reduce((sum, { rows }) => sum + rows, 0),
      );
    },
    footer(blocks) {
      const own = dictionaries.map(
        ({ metaDataLength, bodyLength, offset }) => new FileBlock(metaDataLength, bodyLength, START.length + offset),
      );
      const footer = Footer.encode(new Footer(fields, MetadataVersion.V5, blocks.map(fileBlock), own));
      const length = new Uint8Array(4);
      new DataView(length.buffer).setInt32(0, footer.length, true);
      return concatBytes([END_OF_STREAM, footer, length, MAGIC]);
    },
  };
}

function noRows({ metrics, measures }: RecordSchema): Parameters<typeof gatherColumns>[1] {
  return {
    count: 0,
    columns: metrics.map(() => new Float64Array(0)),
    measured: measures.map(() => new Float64Array(0)),
    errors: [],
    choose: () => 0n,
  };
}

function fileBlock({ offset, length, meta }: WrittenBlock): FileBlock {
  const head = Number(meta);
  return new FileBlock(head, length - head, offset);
}
