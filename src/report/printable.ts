/**
 * Text of a file or a command line as it may be shown to people: control characters, which could move the cursor or
 * change colours, and those that turn the direction of writing are spelt out (`\u001b`).
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, spelt);
}

/** The same for a message of several lines: their ends stay. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function spelt(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
