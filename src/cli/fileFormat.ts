import type { FileFormat } from '../report/recordFormat.js';
import { UsageError } from './command.js';

/** The format that the ending of `--out` asks for. */
export function fileFormat(path: string): FileFormat {
  const extension = /\.([^./\\]*)$/.exec(path)?.[1]?.toLowerCase();
  if (extension === 'jsonl' || extension === 'csv') return extension;
  throw new UsageError(`--out is ${JSON.stringify(path)}; the format follows from the ending: .jsonl or .csv`);
}
