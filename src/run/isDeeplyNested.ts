/** Far beyond any row, and far from where the stack of what walks over JSON ends. */
export const MOST_LEVELS = 1000;

/** Whether lists and objects of a JSON text stand in each other more than 1,000 deep. */
export function isDeeplyNested(text: string): boolean {
  // every level takes two characters
  if (text.length <= 2 * MOST_LEVELS) return false;
  let levels = 0;
  let isText = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isText && code === BACKSLASH) i++;
    else if (code === QUOTE) isText = !isText;
    else if (!isText && (code === BRACKET || code === BRACE)) {
      if (++levels > MOST_LEVELS) return true;
    } else if (!isText && (code === BRACKET + 2 || code === BRACE + 2)) levels--;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const BRACE = 0x7b;
