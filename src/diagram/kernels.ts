import { KERNEL_BYTES } from './kernelBytes.js';

/** The functions of kernels.wat, which describes them. Parameters are addresses in bytes unless it says otherwise. */
export interface Kernels {
  loadPairs(
    first: number,
    count: number,
    rightBits: bigint,
    left: number,
    leftTop: number,
    right: number,
    rightTop: number,
    places: number,
  ): void;
  turnPairs(
    left: number,
    leftTop: number,
    right: number,
    rightTop: number,
    count: number,
    leftMask: number,
    leftTopMask: number,
    rightMask: number,
    rightTopMask: number,
    keys: number,
  ): void;
  storePairs(
    count: number,
    rightBits: bigint,
    left: number,
    leftTop: number,
    right: number,
    rightTop: number,
    places: number,
    low: number,
    high: number,
    sizeLow: bigint,
    sizeHigh: bigint,
  ): number;
  openStreams(first: number, count: number, keys: number, a: number, b: number, next: number): void;
  drawWords(a: number, b: number, next: number, words: number, count: number): void;
  storeDraws(
    count: number,
    words: number,
    rowBytes: number,
    a: number,
    b: number,
    places: number,
    lowMask: bigint,
    highMask: bigint,
    low: number,
    high: number,
    sizeLow: bigint,
    sizeHigh: bigint,
  ): number;
  step(tables: number, rests: number, path: number, count: number, stride: number): number;
  stepWide(
    tables: number,
    rests: number,
    limbBytes: number,
    path: number,
    count: number,
    stride: number,
    wideStride: number,
  ): number;
  decide(
    nodes: number,
    words: number,
    a: number,
    b: number,
    next: number,
    path: number,
    count: number,
    stride: number,
  ): number;
  addRecords(path: number, rowBytes: number, sums: number, count: number, offset: number): void;
  mixRecords(path: number, sums: number, count: number, offset: number, isMax: number): void;
  writeSums(sums: number, out: number, count: number, weight: number, base: number): void;
  addSums(sums: number, out: number, count: number, weight: number): void;
  writeRanked(sums: number, out: number, count: number, figures: number): void;
  addPrefix(out: number, costs: number, count: number, prefix: number): void;
  raisePrefix(out: number, costs: number, count: number, prefix: number): void;
}

/**
 * A memory of its own for the kernels of one thread. What is allocated stays until `release`; the views are replaced when
 * the memory grows, so they are read anew after every allocation.
 */
export class KernelMemory {
  readonly run: Kernels;
  words: Int32Array;
  floats: Float64Array;
  private readonly memory: LinearMemory;
  private top = FIRST;

  constructor(exports: KernelExports) {
    this.run = exports;
    this.memory = exports.memory;
    this.words = new Int32Array(this.memory.buffer);
    this.floats = new Float64Array(this.memory.buffer);
  }

  /** Bytes in use. */
  get used(): number {
    return this.top;
  }

  /** The address of so many bytes, a multiple of 32; what they hold is left from before. */
  allocate(bytes: number): number {
    const address = this.top;
    this.top += Math.ceil(bytes / 32) * 32;
    const missing = this.top - this.memory.buffer.byteLength;
    if (missing > 0) this.grow(missing);
    return address;
  }

  /** Forgets all that was allocated since `used` was `to`. */
  release(to: number): void {
    this.top = to;
  }

  private grow(bytes: number): void {
    // by a half at least: growing replaces the views
    const pages = Math.ceil(Math.max(bytes, this.memory.buffer.byteLength / 2) / PAGE);
    this.memory.grow(pages);
    this.words = new Int32Array(this.memory.buffer);
    this.floats = new Float64Array(this.memory.buffer);
  }
}

/**
 * Kernels with a memory, or nothing where WebAssembly or its vectors cannot be had: on unusual processors, with --jitless,
 * or where no address space is left.
 */
export function openKernels(): KernelMemory | undefined {
  try {
    compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_BYTES, 'base64'));
    return new KernelMemory(new WebAssembly.Instance(compiled).exports as unknown as KernelExports);
  } catch {
    return undefined;
  }
}

let compiled: object | undefined;

/** Addresses below are never allocated: no address is 0, and 64 is free for TERMINAL. */
const FIRST = 4096;
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
