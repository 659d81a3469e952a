/** Text from outside, for one line of a terminal: without what moves the cursor, and no longer than `limit`. */
export function plainText(text: string, limit = Infinity): string {
  const plain = text.replaceAll(/\p{Cc}+/gu, ' ');
  return plain.length > limit ? `${plain.slice(0, limit)}…` : plain;
}
