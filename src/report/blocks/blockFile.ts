import type { OutputFile } from '../outputFile.js';
import type { Block, BlockFormat, WrittenBlock } from './blockFormat.js';

/** A file of records that is written block by block. */
export class BlockFile {
  readonly #file: OutputFile;
  readonly #format: BlockFormat;
  readonly #written: WrittenBlock[] = [];
  #length = 0;

  constructor(file: OutputFile, format: BlockFormat) {
    this.#file = file;
    this.#format = format;
  }

  /** To be called once, before the first block. */
  async start(): Promise<void> {
    await this.#write(this.#format.header);
  }

  async append({ rows, bytes, meta }: Block): Promise<void> {
    if (rows === 0) return;
    this.#written.push({ rows, offset: this.#length, length: bytes.length, meta });
    await this.#write(bytes);
  }

  /** To be called once, behind the last block. */
  async finish(): Promise<void> {
    await this.#write(this.#format.footer(this.#written));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#length += bytes.length;
    if (bytes.length > 0) await this.#file.write(bytes);
  }
}
