import type { FileFormat } from '../fileFormat.js';
import type { BlockFormat, RecordSchema } from './blockFormat.js';

/** Opens a format; the libraries behind it are loaded only then. */
export async function openFormat(format: FileFormat, schema: RecordSchema): Promise<BlockFormat> {
  switch (format) {
    case 'jsonl':
    case 'csv':
      return (await import('./textBlocks.js')).textBlocks(format, schema);
    case 'jsonl.gz':
    case 'csv.gz': {
      const { textBlocks } = await import('./textBlocks.js');
      return (await import('./gzipBlocks.js')).gzipBlocks(textBlocks(format === 'csv.gz' ? 'csv' : 'jsonl', schema));
    }
    case 'parquet':
      return (await import('./parquetBlocks.js')).parquetBlocks(schema);
    case 'arrow':
      return (await import('./arrowBlocks.js')).arrowBlocks(schema);
  }
}
