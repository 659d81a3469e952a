import { createHash } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { mkdir, open, rename, stat, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Block, BlockFormat } from '../../report/blocks/blockFormat.js';
import type { FileFormat } from '../../report/fileFormat.js';
import { destination, OutputError } from '../../report/outputFile.js';
import { systemReason } from '../../report/systemReason.js';
import type { OutputState, RangeBlock } from './runState.js';

/** Where records go. */
export interface OutputPlace {
  /** The file; with `split`, the folder. */
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  readonly format: FileFormat;
  /** Into so many files of about equally many rows. */
  readonly split: number | undefined;
}

/** Bytes whose hash tells a file that was continued by someone else. */
const TAIL = 4096;

/**
 * The files of records of a run, written block by block under names ending in `.partial`, until they are whole. They can be cut
 * behind any block and continued.
 */
export class RecordOutput {
  readonly #place: OutputPlace;
  readonly #format: BlockFormat;
  readonly #total: number;
  #file = 0;
  #handle: FileHandle | undefined;
  #length = 0;
  #blocks: RangeBlock[] = [];
  #tail = new Uint8Array(0);
  /** Without checkpoints, what is left of an ended process is of no use. */
  readonly #cleanUp = () => {
    if (this.#handle !== undefined && !this.isKept) unlinkQuietly(this.#partial);
  };

  /** Whether unfinished files stay when the process ends: there is a checkpoint to go on from. */
  isKept = false;

  private constructor(place: OutputPlace, format: BlockFormat, total: number) {
    this.#place = place;
    this.#format = format;
    this.#total = total;
    process.once('exit', this.#cleanUp);
  }

  /**
   * Starts the files of a run from nothing.
   *
   * @param total rows that are expected
   * @throws OutputError where they cannot be written
   */
  static async begin(place: OutputPlace, format: BlockFormat, total: number): Promise<RecordOutput> {
    const output = new RecordOutput(place, format, total);
    await output.#attempt(async () => {
      if (place.split !== undefined) await mkdir(place.path, { recursive: true });
      await output.#start();
    });
    return output;
  }

  /** Goes on behind a checkpoint; undefined where the files are not as that left them. */
  static async resume(
    place: OutputPlace,
    format: BlockFormat,
    total: number,
    state: OutputState,
  ): Promise<RecordOutput | undefined> {
    const output = new RecordOutput(place, format, total);
    output.isKept = true;
    output.#file = state.file;
    output.#blocks = [...state.blocks];
    try {
      await output.#reopen(state);
      return output;
    } catch {
      await output.abandon();
      return undefined;
    }
  }

  /** Appends the block of a range that begins at `first`; `done` rows have then been written to all files together. */
  async append({ rows, bytes, meta }: Block, first: number, done: number): Promise<void> {
    if (rows === 0) return;
    await this.#attempt(async () => {
      this.#blocks.push({ first, rows, offset: this.#length, length: bytes.length, meta });
      await this.#write(bytes);
      if (done * this.#files >= this.#total * (this.#file + 1) && this.#file < this.#files - 1) await this.#next();
    });
  }

  /** What a checkpoint must know, once all that has been written is on the disk. */
  async state(): Promise<OutputState> {
    return this.#attempt(async () => {
      await this.#handle?.sync();
      return {
        path: resolve(this.#path),
        file: this.#file,
        length: this.#length,
        blocks: this.#blocks,
        tail: hashOf(this.#tail),
      };
    });
  }

  /** Makes the files whole: they appear under their names. */
  async finish(): Promise<void> {
    await this.#attempt(async () => {
      while (this.#file < this.#files - 1) await this.#next();
      await this.#complete();
    });
    process.removeListener('exit', this.#cleanUp);
  }

  /** Makes the file so far whole, to be gone on with later. */
  async pause(): Promise<void> {
    await this.#attempt(() => this.#complete());
    process.removeListener('exit', this.#cleanUp);
  }

  /** Lets go of unfinished files: they stay if they are kept. After `finish` it does nothing. */
  async abandon(): Promise<void> {
    const handle = this.#handle;
    if (handle === undefined) return;
    process.removeListener('exit', this.#cleanUp);
    this.#handle = undefined;
    await handle.close().catch(() => undefined);
    if (!this.isKept) unlinkQuietly(this.#partial);
  }

  get #files(): number {
    return this.#place.split ?? 1;
  }

  get #path(): string {
    return this.#fileIn(this.#place.path);
  }

  /** The file that is being written, in the folder or as the file that the place is. */
  #fileIn(path: string): string {
    const { format, split } = this.#place;
    if (split === undefined) return path;
    const digits = String(split).length;
    return join(path, `part-${String(this.#file + 1).padStart(digits, '0')}-of-${split}.${format}`);
  }

  get #partial(): string {
    return `${this.#path}.partial`;
  }

  async #start(): Promise<void> {
    this.#handle = await open(this.#partial, 'w');
    this.#length = 0;
    this.#blocks = [];
    this.#tail = new Uint8Array(0);
    await this.#write(this.#format.header);
  }

  async #next(): Promise<void> {
    await this.#complete();
    this.#file += 1;
    await this.#start();
  }

  async #complete(): Promise<void> {
    await this.#write(this.#format.footer(this.#blocks));
    const handle = this.#handle;
    this.#handle = undefined;
    if (this.isKept) await handle?.sync();
    await handle?.close();
    await rename(this.#partial, this.#path);
  }

  /** A paused or finished file is taken up again under its unfinished name, without its footer. */
  async #reopen({ length, tail }: OutputState): Promise<void> {
    const isPartial = (await stat(this.#partial).catch(() => undefined)) !== undefined;
    this.#handle = await open(isPartial ? this.#partial : this.#path, 'r+');
    const bytes = await readTail(this.#handle, length);
    if (bytes === undefined || hashOf(bytes) !== tail) throw new Error('not the file of the checkpoint');
    await this.#handle.truncate(length);
    if (!isPartial) await rename(this.#path, this.#partial);
    this.#length = length;
    this.#tail = bytes;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length;) {
      const at = this.#length + offset;
      // a handle that is gone is a fault of the caller's
      const { bytesWritten } = await (this.#handle as FileHandle).write(bytes, offset, bytes.length - offset, at);
      offset += bytesWritten;
    }
    this.#length += bytes.length;
    this.#tail = tailOf(this.#tail, bytes);
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new OutputError(`cannot write ${this.#fileIn(this.#place.name)}: ${systemReason(error, 'write')}`, {
        cause: error,
      });
    }
  }
}

/**
 * The place with symbolic links followed, so that a finished file replaces what a link leads to and not the link.
 *
 * @throws OutputError where something other than a file (a folder, with `split`) is there
 */
export async function realPlace(place: OutputPlace): Promise<OutputPlace> {
  if (place.split !== undefined) {
    const found = await stat(place.path).catch(() => undefined);
    if (found !== undefined && !found.isDirectory())
      throw new OutputError(`cannot write ${place.path}: it is a file; with --split it is to be a folder`);
    return place;
  }
  return { ...place, path: await destination(place.path) };
}

/** The hash of the last bytes before `length`, as a checkpoint has it; undefined where the file is shorter. */
export async function tailHash(file: FileHandle, length: number): Promise<string | undefined> {
  const bytes = await readTail(file, length);
  return bytes && hashOf(bytes);
}

async function readTail(file: FileHandle, length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = new Uint8Array(Math.min(length, TAIL));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, length - bytes.length);
  return bytesRead < bytes.length ? undefined : bytes;
}

function tailOf(before: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept =
    bytes.length >= TAIL ? new Uint8Array(0) : before.subarray(Math.max(0, before.length + bytes.length - TAIL));
  const added = bytes.subarray(Math.max(0, bytes.length - TAIL));
  const tail = new Uint8Array(kept.length + added.length);
  tail.set(kept);
  tail.set(added, kept.length);
  return tail;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // it is gone already
  }
}
