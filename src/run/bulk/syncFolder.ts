import { open } from 'node:fs/promises';

/**
 * Puts the names in a folder on the disk, so that a power cut takes none back. Where the system knows no such thing, as
 * Windows, it does nothing.
 */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // no folder can be opened there, or none be put on the disk: then that is the system's affair
  }
}
