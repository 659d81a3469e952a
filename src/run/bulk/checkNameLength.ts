import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import { OutputError } from '../../report/outputFile.js';

/**
 * A name may be allowed, and yet too long for the files that stand beside it: that is better found before anything is
 * computed.
 *
 * @param name what messages call it
 * @param ending the longest of what such files have behind the name
 * @throws OutputError where there is no room for it
 */
export function checkNameLength(path: string, name: string, ending: string): void {
  const longest = path + ending;
  if (!isTooLong(longest)) return;
  // the limit is the file system's, and no call tells it
  let tooMany = 1;
  while (tooMany < basename(longest).length && isTooLong(longest.slice(0, -tooMany))) tooMany++;
  throw new OutputError(
    `cannot write ${name}: its name is too long: the files beside it end in up to ${ending.length} more characters; ` +
      `shorten it by ${tooMany}`,
  );
}

function isTooLong(path: string): boolean {
  try {
    lstatSync(path);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENAMETOOLONG';
  }
}
