import { KERNEL_BYTES, KERNEL_NUMBERS } from './kernelBytes.js';

/** The functions of kernels.wat, which describes them. */
export interface Kernels {
  loadPairs(first: number, count: number, rightBits: bigint): void;
  turnPairs(
    count: number,
    leftMask: number,
    leftTopMask: number,
    rightMask: number,
    rightTopMask: number,
    keys: number,
  ): void;
  storePairs(count: number, rightBits: bigint, sizeLow: bigint, sizeHigh: bigint): number;
  openStreams(first: number, count: number, keys: number): void;
  drawWords(row: number, count: number): void;
  storeDraws(count: number, lowMask: bigint, highMask: bigint, sizeLow: bigint, sizeHigh: bigint): number;
  step(row: number, count: number, stride: number): number;
  stepWide(row: number, count: number, stride: number, wideStride: number): number;
  decide(row: number, count: number, stride: number): number;
  addRecords(sums: number, count: number, offset: number): void;
  mixRecords(row: number, sums: number, count: number, offset: number, isMax: number): void;
  writeSums(sums: number, out: number, count: number, weight: number, base: number): void;
  addSums(sums: number, out: number, count: number, weight: number): void;
  writeRanked(sums: number, out: number, count: number, figures: number): void;
  addPrefix(out: number, costs: number, count: number, prefix: number): void;
  raisePrefix(out: number, costs: number, count: number, prefix: number): void;
}

/**
 * A memory of its own for the kernels of one thread: their fixed arrays, and behind them what is allocated. That stays until `release`; the views are replaced when
 * the memory grows, so they are read anew after every allocation.
 */
export class KernelMemory {
  readonly run: Kernels;
  words: Int32Array;
  floats: Float64Array;
  private readonly memory: LinearMemory;
  private top: number;

  constructor(exports: KernelExports, limbs: number) {
    this.run = exports;
    this.top = KERNEL_NUMBERS.RESTS + limbs * KERNEL_NUMBERS.LIMB;
    this.memory = exports.memory;
    this.words = new Int32Array(this.memory.buffer);
    this.floats = new Float64Array(this.memory.buffer);
    this.ensure();
  }

  /** Bytes in use. */
  get used(): number {
    return this.top;
  }

  /** The address of so many bytes, a multiple of 32; what they hold is left from before. */
  allocate(bytes: number): number {
    const address = this.top;
    this.top += Math.ceil(bytes / 32) * 32;
    this.ensure();
    return address;
  }

  /** Forgets all that was allocated since `used` was `to`. */
  release(to: number): void {
    this.top = to;
  }

  private ensure(): void {
    const { byteLength } = this.memory.buffer;
    if (this.top <= byteLength) return;
    // by a half at least: growing replaces the views
    this.memory.grow(Math.ceil(Math.max(this.top - byteLength, byteLength / 2) / PAGE));
    this.words = new Int32Array(this.memory.buffer);
    this.floats = new Float64Array(this.memory.buffer);
  }
}

/**
 * Kernels with a memory, or nothing where WebAssembly or its vectors cannot be had: on unusual processors, with --jitless,
 * or where no address space is left.
 *
 * @param limbs of indices; two or more
 */
export function openKernels(limbs: number = 2): KernelMemory | undefined {
  try {
    compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_BYTES, 'base64'));
    return new KernelMemory(new WebAssembly.Instance(compiled).exports as unknown as KernelExports, limbs);
  } catch {
    return undefined;
  }
}

let compiled: object | undefined;

const PAGE = 65_536;

interface LinearMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface KernelExports extends Kernels {
  readonly memory: LinearMemory;
}

/** As much of the global as is used here: Node's own types leave it to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};
