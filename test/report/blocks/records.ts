import * as fc from 'fast-check';
import type {
  Block,
  BlockFormat,
  RecordRows,
  RecordSchema,
  WrittenBlock,
} from '../../../src/report/blocks/blockFormat.js';
import type { ExactColumn } from '../../../src/report/exactColumn.js';
import type { DomainValue, Metric } from '../../../src/types.js';

/** Records as tests think of them. */
export interface Records {
  readonly schema: RecordSchema;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly index: bigint;
  /** One per decision; -1: inactive. */
  readonly choice: readonly number[];
  readonly figures: readonly bigint[];
  /** NaN: none. */
  readonly measured: readonly number[];
  readonly error: string | undefined;
}

const METRICS: readonly Metric[] = ['training', 'params', 'peak'];
export const MEASURES = ['latency', 'joules'];

const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 });
const anyName = fc.oneof(
  anyText,
  fc.constantFrom(
    'index',
    'training',
    'arch.index',
    'error',
    'latency',
    'a.b',
    'A.b',
    'say "so", then\nstop',
    'größe',
    '__proto__',
  ),
);
const anyDomain: fc.Arbitrary<readonly DomainValue[]> = fc.oneof(
  fc.uniqueArray(fc.integer({ min: -40, max: 400 }), { minLength: 1, maxLength: 300 }),
  fc.uniqueArray(fc.constantFrom(0.5, -1e300, 3, 1e-9, 2 ** 60), { minLength: 1 }),
  fc.uniqueArray(fc.boolean(), { minLength: 1 }),
  fc.uniqueArray(fc.oneof(anyText, fc.constantFrom('', 'a,b', '"', '\n', 'true', '1', '😀')), {
    minLength: 1,
    maxLength: 8,
  }),
  // two of them are written alike
  fc.shuffledSubarray([['a'], ['a', 'b'], ['a+b'], ['c']], { minLength: 1 }),
);

/** Records of any schema: decisions of all kinds and names, figures small and huge, measures or none. */
export const anyRecords: fc.Arbitrary<Records> = fc
  .record({
    decisions: fc.uniqueArray(fc.record({ name: anyName, values: anyDomain }), {
      maxLength: 5,
      selector: ({ name }) => name,
    }),
    metrics: fc.subarray([...METRICS]),
    large: fc.subarray([...METRICS]),
    measures: fc.subarray(MEASURES),
    space: anyText,
  })
  .chain(({ decisions, metrics, large, measures, space }) =>
    fc.record({
      schema: fc.constant<RecordSchema>({
        space,
        hash: '0a1b',
        options: { precision: 'float32', optimizer: 'adam', inputGradient: 'needed' },
        decisions,
        metrics,
        large,
        measures,
        origin: { seed: '7', version: '1.2.3' },
      }),
      rows: fc.array(
        fc.record({
          index: fc.bigInt({ min: 0n, max: 2n ** 90n }),
          choice: fc.tuple(...decisions.map(({ values }) => fc.integer({ min: -1, max: values.length - 1 }))),
          figures: fc.tuple(...metrics.map((metric) => anyFigure(large.includes(metric)))),
          measured: fc.tuple(...measures.map(() => fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(NaN)))),
          error: measures.length === 0 ? fc.constant(undefined) : fc.option(anyText, { nil: undefined }),
        }),
        { maxLength: 40 },
      ),
    }),
  );

function anyFigure(isLarge: boolean): fc.Arbitrary<bigint> {
  return fc.oneof(
    fc.bigInt({ min: 0n, max: 1000n }),
    fc.bigInt({ min: 0n, max: isLarge ? 2n ** 100n : 2n ** 63n - 1n }),
  );
}

/** Rows [lo, hi) as formats take them. */
export function recordRows({ schema, rows }: Records, lo = 0, hi = rows.length): RecordRows {
  const own = rows.slice(lo, hi);
  return {
    count: own.length,
    columns: schema.metrics.map((_, m) => exactColumn(own.map(({ figures }) => figures[m] as bigint))),
    measured: schema.measures.map((_, m) => Float64Array.from(own, ({ measured }) => measured[m] as number)),
    errors: schema.measures.length === 0 ? [] : own.map(({ error }) => error),
    choose(row, choice) {
      const { choice: chosen, index } = own[row] as Row;
      choice.set(chosen);
      return index;
    },
  };
}

/** As shards give them: whether floats or bigints depends on the rows. */
function exactColumn(figures: bigint[]): ExactColumn {
  return figures.every((figure) => figure <= Number.MAX_SAFE_INTEGER) ? Float64Array.from(figures, Number) : figures;
}

/** The rows between cuts, encoded block by block. */
export function encodeParts(format: BlockFormat, records: Records, cuts: readonly number[]): Block[] {
  const ends = [...new Set([...cuts.map((cut) => cut % (records.rows.length + 1)), records.rows.length])];
  let lo = 0;
  return ends
    .toSorted((a, b) => a - b)
    .map((hi) => format.encode(recordRows(records, lo, (lo = hi))))
    .filter(({ rows }) => rows > 0);
}

/** A whole file of blocks. */
export function fileOf(format: BlockFormat, blocks: readonly Block[]): Uint8Array<ArrayBuffer> {
  let length = format.header.length;
  const written = blocks.map(({ rows, bytes, meta }): WrittenBlock => {
    const block = { rows, offset: length, length: bytes.length, meta };
    length += bytes.length;
    return block;
  });
  const parts = [format.header, ...blocks.map(({ bytes }) => bytes), format.footer(written)];
  return new Uint8Array(Buffer.concat(parts));
}

/** Cells of a row in a format of columns: whole numbers as bigints, subsets as text, null for none. */
export function cells({ schema }: Records, row: Row): unknown[] {
  return [
    row.index.toString(),
    ...schema.decisions.map(({ values }, d) => cell(values, row.choice[d] as number)),
    ...row.figures.map((figure, m) => (schema.large?.includes(schema.metrics[m] as Metric) ? String(figure) : figure)),
    ...row.measured.map((figure) => (Number.isNaN(figure) ? null : figure)),
    ...(schema.measures.length > 0 ? [row.error ?? null] : []),
  ];
}

function cell(domain: readonly DomainValue[], choice: number): unknown {
  if (choice < 0) return null;
  const value = domain[choice] as DomainValue;
  if (typeof value === 'object') return value.join('+');
  return domain.every(Number.isSafeInteger) ? BigInt(value) : value;
}
