import { FILE_FORMATS, TEXT_FORMATS, type TextFormat } from '../report/fileFormat.js';
import { UsageError } from './command.js';

/** @throws UsageError where the ending of `--out` names no format of records */
export function checkFormat(path: string): void {
  formatOf(path, FILE_FORMATS);
}

/** The format of rows of text that the ending of `--out` asks for. */
export function textFormat(path: string): TextFormat {
  return formatOf(path, TEXT_FORMATS);
}

function formatOf<Format extends string>(path: string, formats: readonly Format[]): Format {
  const name = path.toLowerCase();
  const format = formats.find((ending) => name.endsWith(`.${ending}`));
  if (format !== undefined) return format;
  const endings = formats.map((ending) => `.${ending}`);
  throw new UsageError(
    `--out is ${JSON.stringify(path)}; the format follows from the ending: ${endings.slice(0, -1).join(', ')} or ${endings.at(-1)}`,
  );
}
