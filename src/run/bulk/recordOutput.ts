import { open, rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Block, BlockFormat } from '../../report/blocks/blockFormat.js';
import { OutputError } from '../../report/outputFile.js';
import { systemReason } from '../../report/systemReason.js';
import { unlinkQuietly } from '../../report/unlinkQuietly.js';
import { makeFolder } from '../makeFolder.js';
import { fileIn, partialOf, type OutputPlace } from './outputPlace.js';
import { notAsLeft, readBlocks, readBytes } from './readBlocks.js';
import type { FinishedFile, OutputState, RangeBlock } from './runState.js';
import { syncFile } from './syncFile.js';
import { syncFolder } from './syncFolder.js';

/** Bytes of a finished file that are read at once. */
const PIECE = 2 ** 22;

/**
 * The files of records of a run, written block by block under names ending in `.partial`, until they are whole. They
 * can be cut behind any block and continued.
 */
export class RecordOutput {
  readonly #place: OutputPlace;
  readonly #format: BlockFormat;
  readonly #total: number;
  #finished: FinishedFile[] = [];
  #handle: FileHandle | undefined;
  #length = 0;
  #blocks: RangeBlock[] = [];
  /** CRC-32 of the file so far. */
  #check = 0;
  /** Finished files, and folders whose names have changed, that a power cut may take back. */
  #unsyncedFiles: string[] = [];
  readonly #unsyncedFolders = new Set<string>();
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
    try {
      await output.#attempt(async () => {
        if (place.split !== undefined) {
          await makeFolder(place.path);
          output.#unsyncedFolders.add(dirname(place.path));
        }
        await output.#start();
      });
    } catch (error) {
      await output.abandon();
      throw error;
    }
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
    output.#finished = [...state.finished];
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
      this.#blocks.push({ first, rows, offset: this.#length, length: bytes.length, meta, check: crc32(bytes) });
      await this.#write(bytes);
      if (done * this.#files >= this.#total * (this.#file + 1) && this.#file < this.#files - 1) await this.#next();
    });
  }

  /** What a checkpoint must know, once all that has been written is on the disk. */
  async state(): Promise<OutputState> {
    return this.#attempt(async () => {
      await this.#sync();
      return {
        finished: this.#finished,
        path: resolve(this.#path),
        length: this.#length,
        check: this.#check,
        blocks: this.#blocks,
      };
    });
  }

  /** Makes the files whole: they appear under their names. */
  async finish(): Promise<void> {
    await this.#attempt(async () => {
      while (this.#file < this.#files - 1) await this.#next();
    });
    await this.pause();
  }

  /** Makes the file so far whole, to be gone on with later. */
  async pause(): Promise<void> {
    await this.#attempt(async () => {
      await this.#complete();
      if (this.isKept) await this.#sync();
    });
    process.removeListener('exit', this.#cleanUp);
  }

  /** Lets go of unfinished files: they stay if they are kept. After `finish` it does nothing. */
  async abandon(): Promise<void> {
    process.removeListener('exit', this.#cleanUp);
    const handle = this.#handle;
    if (handle === undefined) return;
    this.#handle = undefined;
    await handle.close().catch(() => undefined);
    if (!this.isKept) unlinkQuietly(this.#partial);
  }

  /** Number of the file that is being written, from 0. */
  get #file(): number {
    return this.#finished.length;
  }

  get #files(): number {
    return this.#place.split ?? 1;
  }

  get #path(): string {
    return this.#fileIn(this.#place.path);
  }

  /** The file that is being written, in the folder or as the file that the place is. */
  #fileIn(path: string, file = this.#file): string {
    return fileIn({ ...this.#place, path }, file);
  }

  get #partial(): string {
    return partialOf(this.#path);
  }

  async #start(): Promise<void> {
    // it would be waited for whoever reads it
    if ((await stat(this.#partial).catch(() => undefined))?.isFIFO() === true)
      throw new Error(`${this.#partial} is a pipe`);
    this.#handle = await open(this.#partial, 'w');
    this.#unsyncedFolders.add(dirname(this.#partial));
    this.#length = 0;
    this.#blocks = [];
    this.#check = 0;
    await this.#write(this.#format.header);
  }

  async #next(): Promise<void> {
    await this.#complete();
    this.#finished.push({ length: this.#length, check: this.#check });
    await this.#start();
  }

  async #complete(): Promise<void> {
    await this.#write(this.#format.footer(this.#blocks));
    if (this.isKept) await this.#handle?.sync();
    else this.#unsyncedFiles.push(this.#path);
    await this.#handle?.close();
    await this.#rename(this.#partial, this.#path);
    this.#handle = undefined;
    if (this.#file === 0) this.#removeFormer();
  }

  /** What a run before this one has left would be taken for files of this one. */
  #removeFormer(): void {
    for (let file = 1; file < this.#files; file++) {
      const path = this.#fileIn(this.#place.path, file);
      for (const former of [path, partialOf(path)]) unlinkQuietly(former);
    }
  }

  async #rename(from: string, to: string): Promise<void> {
    await rename(from, to);
    this.#unsyncedFolders.add(dirname(to));
  }

  /** Once there is a checkpoint, it speaks of all that was written before, too. */
  async #sync(): Promise<void> {
    await this.#handle?.sync();
    for (const file of this.#unsyncedFiles) await syncFile(file);
    this.#unsyncedFiles = [];
    for (const folder of this.#unsyncedFolders) await syncFolder(folder);
    this.#unsyncedFolders.clear();
  }

  /**
   * A paused or finished file is taken up again under its unfinished name, without its footer. All that has been
   * written is looked at: a run that goes on behind damage would end in a file that looks whole.
   */
  async #reopen(state: OutputState): Promise<void> {
    for (const [file, finished] of this.#finished.entries())
      await checkFinished(this.#fileIn(this.#place.path, file), finished);
    const isPartial = (await stat(this.#partial).catch(() => undefined)) !== undefined;
    const handle = await open(isPartial ? this.#partial : this.#path, 'r+');
    this.#handle = handle;
    for await (const _ of readBlocks(handle, state));
    // before it is cut: what bears the name of a whole file is one
    if (!isPartial) await this.#rename(this.#path, this.#partial);
    await handle.truncate(state.length);
    this.#length = state.length;
    this.#check = state.check;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length;) {
      const at = this.#length + offset;
      // a handle that is gone is a fault of the caller's
      const { bytesWritten } = await (this.#handle as FileHandle).write(bytes, offset, bytes.length - offset, at);
      offset += bytesWritten;
    }
    this.#length += bytes.length;
    this.#check = crc32(bytes, this.#check);
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new OutputError(`cannot write ${this.#fileIn(this.#place.name)}: ${this.#reason(error)}`, { cause: error });
    }
  }

  #reason(error: unknown): string {
    const { code, syscall, path } = error as NodeJS.ErrnoException;
    return code === 'EISDIR' && syscall === 'open' ? `${path} is a folder` : systemReason(error, 'write');
  }
}

/** @throws Error where a file is not the one that was finished */
async function checkFinished(path: string, { length, check }: FinishedFile): Promise<void> {
  const file = await open(path, 'r');
  try {
    if ((await file.stat()).size !== length) throw notAsLeft();
    let found = 0;
    for (let offset = 0; offset < length; offset += PIECE)
      found = crc32((await readBytes(file, offset, Math.min(PIECE, length - offset))) ?? '', found);
    if (found !== check) throw notAsLeft();
  } finally {
    await file.close();
  }
}
