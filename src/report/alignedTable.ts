import { printable } from './printable.js';

export interface TableColumn {
  readonly title: string;
  /** Numbers stand right, text left (the default). */
  readonly align?: 'left' | 'right';
}

export interface TableOptions {
  /** Longest line; text of the last column is wrapped at it. Unlimited unless given. */
  readonly width?: number;
  /** Applied to the line of titles, after alignment. */
  readonly heading?: (text: string) => string;
}

const GAP = '  ';

/** The last column is not squeezed below this many characters, however narrow the terminal. */
const MINIMUM_WRAP = 24;

/**
 * Rows of text as an aligned table: one line of titles, two spaces between columns, no rules. Control characters are
 * spelt out.
 */
export function alignedTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): string {
  const shown = rows.map((row) => row.map(printable));
  const widths = columns.map((column, c) => Math.max(column.title.length, ...shown.map((row) => cell(row, c).length)));
  const last = columns.length - 1;
  const indent = widths.slice(0, last).reduce((sum, width) => sum + width + GAP.length, 0);
  const room = Math.max(MINIMUM_WRAP, (options.width ?? Infinity) - indent);
  const line = (cells: readonly string[]) =>
    columns
      .map((column, c) =>
        pad(cell(cells, c), c === last && column.align !== 'right' ? 0 : (widths[c] ?? 0), column.align),
      )
      .join(GAP)
      .trimEnd();
  const lines = [(options.heading ?? String)(line(columns.map((column) => column.title)))];
  for (const row of shown) {
    const [first = '', ...rest] = wrap(cell(row, last), room);
    lines.push(line([...row.slice(0, last), first]), ...rest.map((text) => ' '.repeat(indent) + text));
  }
  return `${lines.join('\n')}\n`;
}

function cell(row: readonly string[], column: number): string {
  return row[column] ?? '';
}

function pad(text: string, width: number, align: TableColumn['align']): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}

/** Breaks at spaces; a word longer than the room stands on a line of its own. */
function wrap(text: string, room: number): string[] {
  if (text.length <= room) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
