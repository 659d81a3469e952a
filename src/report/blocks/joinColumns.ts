import { concatBytes } from '../concatBytes.js';
import type { ColumnData, TextData } from './columnData.js';

/** Rows of blocks that follow each other, as one; all blocks have the same columns. */
export function joinColumns(blocks: readonly (readonly ColumnData[])[]): ColumnData[] {
  const [first = []] = blocks;
  return first.map((data, c) =>
    joinColumn(
      data.kind,
      blocks.map((block) => block[c] as ColumnData),
    ),
  );
}

function joinColumn(kind: ColumnData['kind'], parts: readonly ColumnData[]): ColumnData {
  const are = <K extends ColumnData['kind']>(wanted: K) =>
    parts.filter((part): part is Extract<ColumnData, { kind: K }> => part.kind === wanted);
  switch (kind) {
    case 'text':
      return joinTexts(are(kind));
    case 'int64':
      return {
        kind,
        values: joinArrays(
          are(kind).map(({ values }) => values),
          (length) => new BigInt64Array(length),
        ),
      };
    case 'double':
      return {
        kind,
        values: joinArrays(
          are(kind).map(({ values }) => values),
          (length) => new Float64Array(length),
        ),
      };
    case 'coded':
      return {
        kind,
        codes: joinArrays(
          are(kind).map(({ codes }) => codes),
          (length) => new Int32Array(length),
        ),
      };
  }
}

function joinTexts(parts: readonly TextData[]): TextData {
  const rows = parts.reduce((sum, { offsets }) => sum + offsets.length - 1, 0);
  const offsets = new Int32Array(rows + 1);
  let row = 0;
  for (const part of parts) {
    const before = offsets[row] as number;
    for (let i = 1; i < part.offsets.length; i++) offsets[++row] = before + (part.offsets[i] as number);
  }
  const missing = parts.flatMap((part) => part.missing ?? []);
  return {
    kind: 'text',
    offsets,
    bytes: concatBytes(parts.map(({ bytes }) => bytes)),
    missing: missing.length > 0 ? concatBytes(missing) : undefined,
  };
}

interface Joinable {
  readonly length: number;
}

function joinArrays<T extends Joinable & { set(part: T, offset: number): void }>(
  parts: readonly T[],
  allocate: (length: number) => T,
): T {
  const joined = allocate(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
