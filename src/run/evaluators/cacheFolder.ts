import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where results of evaluators are kept unless another folder is given: in the user's folder for caches. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const own = process.platform === 'win32' ? env['LOCALAPPDATA'] : env['XDG_CACHE_HOME'];
  // a relative one is to be ignored: XDG Base Directory Specification
  return join(own !== undefined && isAbsolute(own) ? own : join(homedir(), '.cache'), 'nascost');
}
