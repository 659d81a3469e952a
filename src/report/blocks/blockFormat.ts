import type { Choice, Decision, FigureOptions, Metric } from '../../types.js';
import type { ExactColumn } from '../exactColumn.js';

/** What every record of a file shares. */
export interface RecordSchema {
  readonly space: string;
  readonly hash: string;
  readonly options: FigureOptions;
  readonly decisions: readonly Pick<Decision, 'name' | 'values'>[];
  readonly metrics: readonly Metric[];
  /** Metrics of evaluators: floats. Where there are any, records have an error column as well. */
  readonly measures: readonly string[];
  /** Metrics whose figures may pass 2^63 - 1: they are decimal text where whole numbers have 64 bits. Default: none. */
  readonly large?: readonly Metric[];
  /** What the file tells of its origin beside that, for formats that have room for it: seed, version, … */
  readonly origin: Readonly<Record<string, string>>;
}

/** Architectures and their figures, as formats read them: row by row. */
export interface RecordRows {
  readonly count: number;
  /** One per metric of the schema. */
  readonly columns: readonly ExactColumn[];
  /** One per measure of the schema: NaN where the evaluator gave none. */
  readonly measured: readonly Float64Array[];
  /** With measures: why the evaluator failed, per row; undefined where it did not. */
  readonly errors: readonly (string | undefined)[];
  /** Sets `choice` to the architecture of a row, and returns its index in the space. */
  choose(row: number, choice: Choice): bigint;
}

/** Some records of a file, encoded. */
export interface Block {
  readonly rows: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the footer must know of it, as text; offsets in it count from the start of the block. */
  readonly meta: string;
}

/** A block that has been written. */
export interface WrittenBlock {
  readonly rows: number;
  /** From the start of the file, in bytes. */
  readonly offset: number;
  readonly length: number;
  readonly meta: string;
}

/**
 * A format as a header, blocks and a footer. A block depends on its rows alone: so workers make them, they can be
 * copied from one file into another, and a file can be cut behind any of them and continued.
 */
export interface BlockFormat {
  readonly header: Uint8Array<ArrayBuffer>;
  encode(rows: RecordRows): Block;
  /** Blocks that follow each other as one: what `encode` gives for their rows together. */
  join(blocks: readonly Block[]): Block | Promise<Block>;
  footer(blocks: readonly WrittenBlock[]): Uint8Array<ArrayBuffer>;
}
