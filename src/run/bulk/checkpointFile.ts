import { createHash } from 'node:crypto';
import { open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { OutputError } from '../../report/outputFile.js';
import { systemReason } from '../../report/systemReason.js';
import { unlinkQuietly } from '../../report/unlinkQuietly.js';
import type { RunState } from './runState.js';
import { syncFolder } from './syncFolder.js';

const KIND = 'nascost checkpoint ';
/** What stands before the state: it names the format, so that another file is told from a damaged one. */
const MAGIC = `${KIND}3\n`;
const HASH_BYTES = 32;

/** What follows the name of an output in that of its checkpoint, where no other was given. */
export const CHECKPOINT_ENDING = '.checkpoint';

export function checkpointBeside(output: string): string {
  return `${output}${CHECKPOINT_ENDING}`;
}

/**
 * Writes how far a run is. The file is replaced as a whole, and the one before is kept beside it: whatever moment the
 * machine stops at, one of them is sound.
 *
 * @param name what messages call it
 * @throws OutputError where it cannot be written
 */
export async function writeCheckpoint(path: string, name: string, state: RunState): Promise<void> {
  const body = serialize(state);
  const bytes = Buffer.concat([Buffer.from(MAGIC), createHash('sha256').update(body).digest(), body]);
  // where a second interrupt ends the process
  const cleanUp = () => unlinkQuietly(`${path}.new`);
  process.once('exit', cleanUp);
  try {
    const handle = await open(`${path}.new`, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(path, `${path}.old`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(`${path}.new`, path);
    await syncFolder(dirname(path));
  } catch (error) {
    cleanUp();
    throw new OutputError(`cannot write ${name}: ${systemReason(error, 'write')}`, { cause: error });
  } finally {
    process.removeListener('exit', cleanUp);
  }
}

/** Removes the checkpoint before the last, once the last is not to be followed by another. */
export async function removeOldCheckpoint(path: string): Promise<void> {
  await unlink(`${path}.old`).catch(() => undefined);
}

/** The states that a run can go on from, the newest first: those of the two last checkpoints that are sound. */
export async function readCheckpoints(path: string): Promise<RunState[]> {
  const found = [await readCheckpoint(path), await readCheckpoint(`${path}.old`)];
  return found.filter((state) => state !== undefined);
}

/** Undefined where there is none, or none that is whole. */
export async function readCheckpoint(path: string): Promise<RunState | undefined> {
  const bytes = await readBehindMagic(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const hash = bytes.subarray(0, HASH_BYTES);
  const body = bytes.subarray(HASH_BYTES);
  if (!createHash('sha256').update(body).digest().equals(hash)) return undefined;
  try {
    return deserialize(body) as RunState;
  } catch {
    // of a newer Node.js
    return undefined;
  }
}

/** Undefined where it is another file: one of records may be larger than memory. */
async function readBehindMagic(path: string): Promise<Buffer | undefined> {
  if ((await startOf(path, MAGIC.length)) !== MAGIC) return undefined;
  return (await readFile(path)).subarray(MAGIC.length);
}

/** All files that writing a checkpoint makes. */
export function checkpointFiles(path: string): string[] {
  return [path, `${path}.old`, `${path}.new`];
}

/**
 * A checkpoint replaces what is there, and goes when the run is complete: nothing else may be lost that way.
 *
 * @param name what messages call it
 * @throws OutputError where another file is, also one that cannot be read
 */
export async function checkCheckpointPlace(path: string, name: string): Promise<void> {
  for (const file of checkpointFiles(path)) {
    const which = `${name}${file.slice(path.length)}`;
    const start = await startOf(file, KIND.length).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new OutputError(`cannot write ${which}: ${systemReason(error, 'read')}`, { cause: error });
    });
    // a power cut may have left less of it
    if (start === undefined || KIND.startsWith(start)) continue;
    throw new OutputError(
      `cannot write ${name}: ${which} is no checkpoint; move it, or give the checkpoint another name`,
    );
  }
}

/** What is wrong with a checkpoint that cannot be read, for the end of a sentence. */
export async function checkpointFlaw(path: string): Promise<string> {
  const start = await startOf(path, MAGIC.length).catch((error: NodeJS.ErrnoException) => error);
  if (start instanceof Error)
    return start.code === 'ENOENT' ? 'is missing' : `cannot be read: ${systemReason(start, 'read')}`;
  if (start === MAGIC) return 'is damaged, or of another version of Node.js';
  return start.startsWith(KIND) ? 'is a checkpoint of another version of nascost' : 'is no checkpoint';
}

async function startOf(path: string, length: number): Promise<string> {
  // which nobody may ever write to
  if ((await stat(path)).isFIFO()) return NO_CHECKPOINT;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What no checkpoint begins with. */
const NO_CHECKPOINT = '\0';

export async function removeCheckpoint(path: string): Promise<void> {
  for (const file of checkpointFiles(path)) await unlink(file).catch(() => undefined);
}
