import { parse } from 'csv-parse/sync';
import { UsageError } from './command.js';

/**
 * Columns of an option that may be repeated and may list several, as a row of CSV does: a name with a comma in it
 * stands in double quotes.
 */
export function columnNames(option: string, raw: unknown): string[] {
  const texts = raw === undefined ? [] : [raw].flat().map(String);
  return texts.flatMap((text) => {
    const names = listed(option, text);
    if (names.length === 0 || names.includes(''))
      throw new UsageError(`${option} is ${JSON.stringify(text)}; expected names of columns, separated by commas`);
    return names;
  });
}

function listed(option: string, text: string): string[] {
  try {
    return parse(text, { trim: true }).flat();
  } catch {
    throw new UsageError(`${option} is ${JSON.stringify(text)}: its quotes do not match`);
  }
}
