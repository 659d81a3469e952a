const MOST_CHARACTERS = 80;

/**
 * Any value in a message: JSON where there is any, on one line, and not longer than a line or than `most` characters.
 */
export function shownValue(value: unknown, most = MOST_CHARACTERS): string {
  const text = plainText(value);
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

function plainText(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'function') return 'a function';
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // it holds bigints, or itself
    return Array.isArray(value) ? 'a list' : 'an object';
  }
}
