/**
 * Puts text together as UTF-8, piece by piece. Pieces that are bytes already, digits and whole numbers cost a few
 * nanoseconds; strings of them that are joined and encoded cost four times as much.
 */
export class ByteBuilder {
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array): void {
    const { length } = piece;
    this.#ensure(length);
    const bytes = this.#bytes;
    const at = this.#length;
    if (length > SHORT) bytes.set(piece, at);
    else for (let i = 0; i < length; i++) bytes[at + i] = piece[i] as number;
    this.#length = at + length;
  }

  appendText(text: string): void {
    // a code unit is at most three bytes
    this.#ensure(3 * text.length);
    this.#length += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** Digits, and whatever else is one byte in UTF-8. */
  appendDigits(text: string): void {
    const { length } = text;
    this.#ensure(length);
    const bytes = this.#bytes;
    const at = this.#length;
    for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
    this.#length = at + length;
  }

  /** A whole number from 0 to 2^53 - 1, in decimal. */
  appendInteger(value: number): void {
    if (value < PART) {
      this.#appendPart(value, digitsOf(value));
      return;
    }
    const high = Math.floor(value / PART);
    this.appendInteger(high);
    this.#appendPart(value - high * PART, PART_DIGITS);
  }

  /** The next piece is the first one, in the memory that is there. */
  clear(): void {
    this.#length = 0;
  }

  /** What was put together, in memory of its own. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #appendPart(value: number, digits: number): void {
    this.#ensure(digits);
    const bytes = this.#bytes;
    let rest = value | 0;
    for (let i = this.#length + digits - 1; i >= this.#length; i--) {
      const next = (rest / 10) | 0;
      bytes[i] = ZERO + rest - 10 * next;
      rest = next;
    }
    this.#length += digits;
  }

  #ensure(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Longer pieces are copied by the engine, whose call costs as much as copying this. */
const SHORT = 64;
const ZERO = 0x30;
/** Numbers below this are whole numbers of 32 bits, which divide quickly. */
const PART = 1e9;
const PART_DIGITS = 9;

function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}
