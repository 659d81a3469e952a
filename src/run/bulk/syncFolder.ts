import { syncFile } from './syncFile.js';

/**
 * Puts the names in a folder on the disk, so that a power cut takes none back. Where the system knows no such thing, as
 * Windows, it does nothing.
 */
export async function syncFolder(folder: string): Promise<void> {
  // where no folder can be opened, or none be put on the disk, that is the system's affair
  await syncFile(folder, 'r').catch(() => undefined);
}
