import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { OutputError } from '../../report/outputFile.js';
import { systemReason } from '../../report/systemReason.js';

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
}

/** Longer than two runs need that find the same stale lock at once. */
const SETTLE_MILLISECONDS = 100;

/**
 * Takes the lock `path`. One whose process has ended on this machine is taken over.
 *
 * @param output what is locked, for the message
 * @throws OutputError where another run holds it, or the file cannot be made
 */
export async function runLock(path: string, output: string): Promise<RunLock> {
  const own: Holder = { process: process.pid, host: hostname(), token: randomBytes(8).toString('hex') };
  const temporary = `${path}.${own.token}`;
  const release = () => {
    process.removeListener('exit', release);
    rmSync(temporary, { force: true });
    if (readHolder(textOf(path))?.token === own.token) unlinkSync(path);
  };
  // before there is a file, and no turn of the event loop between: a second interrupt may end the process in any of them
  process.once('exit', release);
  try {
    writeFileSync(temporary, JSON.stringify(own));
    await take(path, temporary, own, output);
    rmSync(temporary, { force: true });
    return { release };
  } catch (error) {
    release();
    if (error instanceof OutputError) throw error;
    throw new OutputError(`cannot write ${output}: ${systemReason(error, 'write')}`, { cause: error });
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
  const holder = readHolder(textOf(path));
  if (holder !== undefined && isAlive(holder)) throw held(holder, path, output);
  renameSync(temporary, path);
  await pause(SETTLE_MILLISECONDS);
  const last = readHolder(textOf(path));
  if (last?.token !== own.token) throw held(last, path, output);
}

function held(holder: Holder | undefined, path: string, output: string): OutputError {
  const who = holder === undefined ? 'another run' : `process ${holder.process} on ${holder.host}`;
  return new OutputError(`${output} is being written by ${who}; if that has ended, remove ${path}`);
}

function isAlive({ process: id, host }: Holder): boolean {
  // whether a process of another machine still runs cannot be told from here
  if (host !== hostname()) return true;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Undefined where a lock is no lock: it was cut short as its machine went down. */
function readHolder(text: string): Holder | undefined {
  try {
    const { process: id, host, token } = JSON.parse(text) as Partial<Holder>;
    const isSound = Number.isSafeInteger(id) && typeof host === 'string' && typeof token === 'string';
    return isSound ? { process: id as number, host, token } : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing where it cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
