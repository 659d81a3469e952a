import { RowError } from './errors.js';
import { isDeeplyNested, MOST_LEVELS } from './isDeeplyNested.js';
import { openObject, type ReadRow } from './openRow.js';
import { readLines } from './readLines.js';

/** Rows of JSON Lines; see readRows. */
export async function* readJsonRows(
  file: string,
  input: AsyncIterable<string | Uint8Array>,
): AsyncGenerator<readonly (ReadRow | RowError)[]> {
  let rows: (ReadRow | RowError)[] = [];
  for await (const { text, line, isLastOfChunk } of readLines(input)) {
    const trimmed = text.trim();
    if (trimmed !== '') rows.push(jsonRow(file, line, trimmed));
    if (!isLastOfChunk) continue;
    yield rows;
    rows = [];
  }
}

function jsonRow(file: string, line: number, text: string): ReadRow | RowError {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return new RowError(file, line, notJson(text, error));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new RowError(file, line, 'expected an object: a file of JSON Lines has one on every line');
  if (isDeeplyNested(text))
    return new RowError(file, line, `lists and objects stand in each other more than ${MOST_LEVELS} deep`);
  return {
    row: { format: 'jsonl', file, line, text },
    open: openObject(text, value as Record<string, unknown>),
  };
}

/** Python's json writes NaN and Infinity, which other readers refuse. */
function notJson(text: string, error: unknown): string {
  const notFinite = /("(?:[^"\\]|\\.)*")\s*:\s*(-?(?:NaN|Infinity))\b/.exec(text);
  if (notFinite !== null) return `${notFinite[1]} is ${notFinite[2]}, which JSON does not have; expected a number`;
  return `not JSON: ${error instanceof Error ? error.message : String(error)}`;
}
