import type { TextData } from './columnData.js';

/** Puts a column of texts together. */
export class TextBuilder {
  readonly #encoder = new TextEncoder();
  readonly #offsets: Int32Array;
  readonly #missing: Uint8Array | undefined;
  #bytes = new Uint8Array(1024);
  #row = 0;
  #length = 0;

  constructor(rows: number, nullable: boolean) {
    this.#offsets = new Int32Array(rows + 1);
    this.#missing = nullable ? new Uint8Array(rows) : undefined;
  }

  append(text: string): void {
    // a code unit is at most three bytes
    this.#ensure(3 * text.length);
    this.#end(this.#encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written);
  }

  /** The same for digits, which are a byte each: several times as fast for texts so short. */
  appendDigits(text: string): void {
    const { length } = text;
    this.#ensure(length);
    const bytes = this.#bytes;
    const at = this.#length;
    for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
    this.#end(length);
  }

  /** Only in a nullable column. */
  appendMissing(): void {
    if (this.#missing) this.#missing[this.#row] = 1;
    this.#end(0);
  }

  finish(): TextData {
    return {
      kind: 'text',
      offsets: this.#offsets,
      bytes: this.#bytes.subarray(0, this.#length),
      missing: this.#missing,
    };
  }

  #ensure(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  #end(length: number): void {
    this.#length += length;
    this.#offsets[++this.#row] = this.#length;
  }
}
