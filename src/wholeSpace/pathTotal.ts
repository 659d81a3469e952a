import { totalCount, type SumList } from './sumList.js';

/** Adds up numbers of paths. */
export interface PathTotal {
  /** Adds count × paths. */
  addProduct(count: number, paths: bigint): void;
  /** Adds count × (more - less). */
  addDifference(count: number, more: number, less: number): void;
  /** The sum of two counts, as this total keeps them. */
  plus(a: number, b: number): number;
  /** @throws TooManyPaths where the counts of a list are not kept exactly */
  checkRoom(list: SumList): void;
}

/** Counts of a list have passed 2^53: they must be kept modulo something. */
export class TooManyPaths extends Error {
  override readonly name = 'TooManyPaths';
}

/** In full; single counts are below 2^53. */
export class ExactTotal implements PathTotal {
  private large = 0n;
  private small = 0;

  get value(): bigint {
    return this.large + BigInt(this.small);
  }

  addProduct(count: number, paths: bigint): void {
    this.large += BigInt(count) * paths;
  }

  addDifference(count: number, more: number, less: number): void {
    const product = count * (more - less);
    const sum = this.small + product;
    // a product that rounds is itself not below 2^53
    if (sum <= Number.MAX_SAFE_INTEGER) {
      this.small = sum;
      return;
    }
    this.large += BigInt(count) * BigInt(more - less) + BigInt(this.small);
    this.small = 0;
  }

  plus(a: number, b: number): number {
    return a + b;
  }

  checkRoom(list: SumList): void {
    if (totalCount(list) > Number.MAX_SAFE_INTEGER) throw new TooManyPaths();
  }
}

/** Modulo a prime below 2^26, so that products stay below 2^53. */
export class ModularTotal implements PathTotal {
  value = 0;
  readonly modulus: number;

  constructor(modulus: number) {
    this.modulus = modulus;
  }

  addProduct(count: number, paths: bigint): void {
    this.value = (this.value + (count % this.modulus) * Number(paths % BigInt(this.modulus))) % this.modulus;
  }

  addDifference(count: number, more: number, less: number): void {
    const difference = more >= less ? more - less : more - less + this.modulus;
    this.value = (this.value + count * difference) % this.modulus;
  }

  plus(a: number, b: number): number {
    return (a + b) % this.modulus;
  }

  checkRoom(): void {
    // residues always have room
  }
}

/** In float64, for brackets. */
export class RoundedTotal implements PathTotal {
  private sum = 0;
  /** What was added and what was taken off: rounding errors are relative to it. */
  private magnitude = 0;

  /** Not above the true total. */
  get below(): bigint {
    if (!Number.isFinite(this.magnitude)) return 0n;
    return BigInt(Math.max(0, Math.floor(this.sum - this.rounding)));
  }

  /** Not below the true total; nothing where that is beyond float64. */
  get above(): bigint | undefined {
    const above = this.sum + this.rounding;
    return Number.isFinite(above) ? BigInt(Math.ceil(above)) : undefined;
  }

  /** None while all that was added are integers below 2^53. */
  private get rounding(): number {
    return this.magnitude <= Number.MAX_SAFE_INTEGER ? 0 : ROUNDING * this.magnitude;
  }

  addProduct(count: number, paths: bigint): void {
    this.sum += count * Number(paths);
    this.magnitude += count * Number(paths);
  }

  addDifference(count: number, more: number, less: number): void {
    this.sum += count * (more - less);
    this.magnitude += count * more;
  }

  plus(a: number, b: number): number {
    return a + b;
  }

  checkRoom(): void {
    // any number of paths below 10^308
  }
}

/**
 * Relative error of a sum in float64, generously: 2^-53 for each of the additions in a row, of which there are fewer
 * than 10^7.
 */
export const ROUNDING = 1e-9;
