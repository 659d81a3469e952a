/** A row as it was read. Rows may wait for long and in great numbers, so they hold little beside their text. */
export type Row = JsonRow | CsvRow;

interface RowPlace {
  /** What errors call it. */
  readonly file: string;
  /** Counted from 1; of a row of several lines: the first. */
  readonly line: number;
}

/** A line of JSON Lines. */
export interface JsonRow extends RowPlace {
  readonly format: 'jsonl';
  /** An object, valid JSON, without space around it. */
  readonly text: string;
}

export interface CsvRow extends RowPlace {
  readonly format: 'csv';
  readonly header: CsvHeader;
  /** As many as the header has. */
  readonly cells: readonly string[];
}

/** Shared by the rows of a file. */
export interface CsvHeader {
  readonly names: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
}
