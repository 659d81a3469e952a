import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, readlinkSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OutputError } from '../../report/outputFile.js';
import { systemReason } from '../../report/systemReason.js';
import { unlinkQuietly } from '../../report/unlinkQuietly.js';

/** Held by the one run that writes an output. */
export interface RunLock {
  release(): void;
}

/** Who holds a lock. */
interface Holder {
  readonly process: number;
  readonly host: string;
  /** Tells apart two locks of one process. */
  readonly token: string;
  /** Tells the process from others that have its number; see `lifeOf`. */
  readonly life?: string | undefined;
}

/** What follows the name of an output in that of its lock. */
const ENDING = '.lock';
const TOKEN_BYTES = 8;

/** The longest that making a lock puts behind the name of an output. */
export const LONGEST_LOCK_ENDING = `${ENDING}.${'0'.repeat(2 * TOKEN_BYTES)}`;

export function lockBeside(output: string): string {
  return `${output}${ENDING}`;
}

/** The tokens of the locks that this process holds. */
const HELD = new Set<string>();

/** A process that was killed takes some time to end: whoever starts the next run at once need not try again. */
const END_MILLISECONDS = 500;
const LOOK_MILLISECONDS = 50;
/** Longer than two runs need that find the same stale lock at once. */
const SETTLE_MILLISECONDS = 100;

/**
 * Takes the lock `path`. One whose process has ended on a machine of this name is taken over: also one from before the
 * machine was started anew, or of a container that has gone.
 *
 * @param output what is locked, for the message
 * @throws OutputError where another run holds it, or the file cannot be made
 */
export async function runLock(path: string, output: string): Promise<RunLock> {
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  const own: Holder = { process: process.pid, host: hostname(), token, life: lifeOf(process.pid) };
  const temporary = `${path}.${token}`;
  const release = () => {
    process.removeListener('exit', release);
    HELD.delete(token);
    // quietly: what made the run end is told, not that its lock stays
    unlinkQuietly(temporary);
    if (readHolder(textOf(path))?.token === token) unlinkQuietly(path);
  };
  // before there is a file, and no turn of the event loop between: a second interrupt may end the process in any of
  // them
  process.once('exit', release);
  HELD.add(token);
  try {
    writeFileSync(temporary, JSON.stringify(own));
    await take(path, temporary, own, output);
    unlinkQuietly(temporary);
    return { release };
  } catch (error) {
    release();
    if (error instanceof OutputError) throw error;
    throw new OutputError(`cannot write ${output}: ${reasonAt(path, error)}`, { cause: error });
  }
}

/** A link is made by one of two processes, a rename by both: so a lock that was taken over is looked at again. */
async function take(path: string, temporary: string, own: Holder, output: string): Promise<void> {
  try {
    linkSync(temporary, path);
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (!isLock(path))
    throw new OutputError(`cannot write ${output}: ${path} is no lock; move it, or give the output another name`);
  const holder = await livingHolder(path);
  if (holder !== undefined) throw held(holder, path, output);
  renameSync(temporary, path);
  await pause(SETTLE_MILLISECONDS);
  const last = readHolder(textOf(path));
  if (last?.token !== own.token) throw held(last, path, output);
}

/** Whether a file is one, or what a power cut has left of one: less of it, or zeros. */
function isLock(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return true;
  if (!found.isFile()) return false;
  const text = textOf(path);
  return text.startsWith(BEGIN) || BEGIN.startsWith(text) || text.startsWith('\0');
}

/** As `Holder` is written. */
const BEGIN = '{"process":';

/** Nobody where the holder has ended, or is about to. */
async function livingHolder(path: string): Promise<Holder | undefined> {
  for (let waited = 0; ; waited += LOOK_MILLISECONDS) {
    const holder = readHolder(textOf(path));
    if (holder === undefined || !isAlive(holder)) return undefined;
    if (waited >= END_MILLISECONDS || holder.host !== hostname()) return holder;
    await pause(LOOK_MILLISECONDS);
  }
}

function held(holder: Holder | undefined, path: string, output: string): OutputError {
  const who = holder === undefined ? 'another run' : `process ${holder.process} on ${holder.host}`;
  return new OutputError(`${output} is being written by ${who}; if that has ended, remove ${path}`);
}

function isAlive({ process: id, host, token, life }: Holder): boolean {
  // whether a process of another machine still runs cannot be told from here
  if (host !== hostname()) return true;
  try {
    process.kill(id, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = life === undefined ? undefined : lifeOf(id);
  if (now !== undefined) return now === life;
  // in a container, the process that comes after is likely to have the same number
  return id !== process.pid || HELD.has(token);
}

/**
 * When the machine was started, whose process numbers are meant (a container has its own) and when the process was: two
 * processes of one number differ in one of them. Undefined where the system does not say.
 */
function lifeOf(id: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const numbers = readlinkSync('/proc/self/ns/pid');
    const status = readFileSync(`/proc/${id}/stat`, 'utf8');
    // the 22nd field; the name of the program, which may hold anything, is the second, in brackets
    const [state, ...fields] = status.slice(status.lastIndexOf(')') + 2).split(' ');
    // Z: it has ended, and whoever has started it has not looked yet
    return `${boot} ${numbers} ${state === 'Z' ? 'ended' : fields[22 - 4]}`;
  } catch {
    return undefined;
  }
}

/** Undefined where a lock is no lock: it was cut short as its machine went down. */
function readHolder(text: string): Holder | undefined {
  try {
    const { process: id, host, token, life } = JSON.parse(text) as Partial<Holder>;
    const isSound = Number.isSafeInteger(id) && Number(id) > 0 && typeof host === 'string' && typeof token === 'string';
    return isSound ? { process: Number(id), host, token, life } : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing where it cannot be read, or is a pipe, which nobody may ever write to. */
function textOf(path: string): string {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}

/** A folder in which nothing can be made, such as one of /proc, says that it is not there. */
function reasonAt(path: string, error: unknown): string {
  const isThere = (error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(dirname(path));
  return isThere ? 'no file can be made in its folder' : systemReason(error, 'write');
}
