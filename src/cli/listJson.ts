import { batches } from './batches.js';

/**
 * A JSON document on one line, in pieces: a string has at most half a gigabyte, and a front may have a million records.
 *
 * @param before members before the list
 * @param items JSON texts
 * @param behind members behind the list
 */
export function listJson(
  before: object,
  name: string,
  items: Iterable<string>,
  behind: object = {},
): Generator<string> {
  return batches(pieces(before, name, items, behind));
}

function* pieces(before: object, name: string, items: Iterable<string>, behind: object): Generator<string> {
  const head = members(before);
  const tail = members(behind);
  yield `{${head}${head === '' ? '' : ','}${JSON.stringify(name)}:[`;
  let separator = '';
  for (const item of items) {
    yield separator + item;
    separator = ',';
  }
  yield `]${tail === '' ? '' : ','}${tail}}\n`;
}

function members(object: object): string {
  return JSON.stringify(object).slice(1, -1);
}
