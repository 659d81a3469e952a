import { open } from 'node:fs/promises';

/**
 * Puts a file on the disk.
 *
 * @param flags how it is opened: for reading alone, Windows puts nothing on the disk
 * @throws Error of the system where that cannot be done
 */
export async function syncFile(path: string, flags: 'r' | 'r+' = 'r+'): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
