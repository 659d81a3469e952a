import { CsvError, parse, type InfoRecord, type Parser } from 'csv-parse';
import { RequestError, RowError } from './errors.js';
import { openRow, type ReadRow } from './openRow.js';
import type { CsvHeader, CsvRow } from './row.js';
import { shownValue } from './shownValue.js';

/** Rows of CSV (RFC 4180, with any of the three line ends, and with a byte order mark); see readRows. */
export async function* readCsvRows(
  file: string,
  input: AsyncIterable<string | Uint8Array>,
): AsyncGenerator<readonly (ReadRow | RowError)[]> {
  const rows = new CsvRows(file);
  const parser = parse({
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    // nothing goes through the stream: a record at a time would take several times as long
    on_record(cells: string[], context) {
      rows.add(cells, context);
      return null;
    },
  });
  // the callbacks of writes are told of errors too
  parser.on('error', () => undefined);
  parser.resume();
  try {
    for await (const chunk of input) {
      await settled((done) => parser.write(chunk, done));
      yield rows.take();
    }
    await settled((done) => parser.end(done));
  } catch (error) {
    if (error instanceof CsvError) throw new RequestError(rows.problem(error, parser));
    throw error;
  }
  yield rows.take();
  if (rows.header === undefined) throw new RequestError('it is empty; a CSV file begins with the names of its columns');
}

/** Bytes: longer rows are refused, so that the memory stays bounded whatever is read. */
const LONGEST_ROW = 16 * 1024 * 1024;

function settled(act: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    act((error) => (error ? reject(error) : resolve()));
  });
}

/** What the parser finds, as rows with the lines on which they begin. */
class CsvRows {
  header: CsvHeader | undefined;
  private readonly file: string;
  private rows: (ReadRow | RowError)[] = [];
  /** Last line of the last record, and how many lines before it were empty. */
  private line = 0;
  private emptyLines = 0;
  /** Where the parser thinks that the last record ends: it counts CRLF within quotes twice. */
  private parserLine = 0;

  constructor(file: string) {
    this.file = file;
  }

  add(cells: readonly string[], { lines, empty_lines }: InfoRecord): void {
    const line = this.line + 1 + empty_lines - this.emptyLines;
    const hasBreaks = lines - this.parserLine > 1 + empty_lines - this.emptyLines;
    this.line = line + (hasBreaks ? lineBreaks(cells) : 0);
    this.emptyLines = empty_lines;
    this.parserLine = lines;
    if (this.header === undefined) this.header = csvHeader(cells);
    else this.rows.push(this.row(this.header, cells, line));
  }

  take(): readonly (ReadRow | RowError)[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  /** What is wrong with the row after the last one. */
  problem({ code }: CsvError, { info }: Parser): string {
    const line = this.line + 1 + info.empty_lines - this.emptyLines;
    return `the row that begins on line ${line} ${PROBLEMS[code] ?? 'is not CSV'}`;
  }

  private row(header: CsvHeader, cells: readonly string[], line: number): ReadRow | RowError {
    const { file } = this;
    const expected = header.names.length;
    if (cells.length !== expected)
      return new RowError(file, line, `${counted(cells.length)}, but the header has ${expected}`);
    const row: CsvRow = { format: 'csv', file, line, header, cells };
    return { row, open: openRow(row) };
  }
}

/** By the codes of the parser. */
const PROBLEMS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'has a quote that is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'has text behind a closing quote; within quotes, a quote is written twice',
  INVALID_OPENING_QUOTE: 'has a quote in the middle of a field; such a field is put in quotes, and its quotes doubled',
  CSV_MAX_RECORD_SIZE: 'is longer than 16 MiB; is a quote never closed?',
};

function counted(fields: number): string {
  return fields === 1 ? '1 field' : `${fields} fields`;
}

function lineBreaks(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

function csvHeader(names: readonly string[]): CsvHeader {
  const positions = new Map<string, number>();
  names.forEach((name, position) => {
    const earlier = positions.get(name);
    if (earlier !== undefined) {
      const columns = `columns ${earlier + 1} and ${position + 1}`;
      throw new RequestError(`${columns} are both called ${shownValue(name)}; names of columns must differ`);
    }
    positions.set(name, position);
  });
  return { names, positions };
}
