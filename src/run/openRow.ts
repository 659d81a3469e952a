import { parseTree } from 'jsonc-parser';
import type { Row } from './row.js';

/** A row that is being looked at. */
export interface OpenRow {
  readonly columns: readonly string[];
  /**
   * What stands in a column: text in CSV; any JSON in JSON Lines, where a number above 2^53 is its text, since float64
   * may not hold it. Undefined where the row has no such column.
   */
  value(column: string): unknown;
}

/** A row, and what is in it while it is at hand. */
export interface ReadRow {
  readonly row: Row;
  readonly open: OpenRow;
}

/** Takes a row apart. */
export function openRow(row: Row): OpenRow {
  if (row.format === 'jsonl') return openObject(row.text, JSON.parse(row.text) as Record<string, unknown>);
  const { header, cells } = row;
  return {
    columns: header.names,
    value(column) {
      const position = header.positions.get(column);
      return position === undefined ? undefined : cells[position];
    },
  };
}

/** The same for a line that has been parsed already. */
export function openObject(text: string, object: Readonly<Record<string, unknown>>): OpenRow {
  return {
    get columns() {
      return Object.keys(object);
    },
    value(column) {
      const value = Object.hasOwn(object, column) ? object[column] : undefined;
      const mayBeRounded = typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
      return mayBeRounded ? sourceText(text, column) : value;
    },
  };
}

/** The text of a member; of members of one name, the last, as in JSON.parse. */
function sourceText(text: string, name: string): string | undefined {
  const members = parseTree(text)?.children ?? [];
  const value = members.findLast((member) => member.children?.[0]?.value === name)?.children?.[1];
  return value && text.slice(value.offset, value.offset + value.length);
}
