import { KERNEL_BYTES, KERNEL_NUMBERS } from './kernelBytes.js';

/** The functions of kernels.wat, which describes them. */
export interface Kernels {
  loadPairs(first: number, count: number): void;
  turnPairs(count: number): void;
  storePairs(count: number): number;
  openStreams(first: number, count: number): void;
  drawWords(row: number, count: number): void;
  storeDraws(count: number): number;
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
 * A memory of its own for the kernels of one thread: their fixed arrays, and behind them what is allocated. That stays
 * until `release`; the views are replaced if the memory grows, so they are read anew after every allocation.
 */
export class KernelMemory {
  readonly run: Kernels;
  words: Int32Array;
  floats: Float64Array;
  private readonly memory: LinearMemory;
  private top: number;

  /** @param limbs of indices */
  constructor(run: Kernels, memory: LinearMemory, limbs: number) {
    this.run = run;
    this.memory = memory;
    this.top = KERNEL_NUMBERS.RESTS + limbs * KERNEL_NUMBERS.LIMB;
    this.words = new Int32Array(memory.buffer);
    this.floats = new Float64Array(memory.buffer);
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
    // by a half at least
    this.memory.grow(Math.ceil(Math.max(this.top - byteLength, byteLength / 2) / PAGE));
    this.words = new Int32Array(this.memory.buffer);
    this.floats = new Float64Array(this.memory.buffer);
  }
}

/**
 * Kernels with a memory, or nothing where WebAssembly or its vectors cannot be had: on unusual processors, with
 * --jitless, or where no address space is left.
 *
 * A memory that grows detaches its buffer, and once any buffer of a thread is detached, V8 asks at every access to any
 * typed array whether that one is: plain loops take up to twice as long. So it begins as large as it will be, which
 * takes address space only.
 *
 * @param bytes that will be allocated
 * @param limbs of indices; two or more
 */
export function openKernels(bytes: number, limbs: number = 2): KernelMemory | undefined {
  try {
    compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_BYTES, 'base64'));
    const fixed = KERNEL_NUMBERS.RESTS + limbs * KERNEL_NUMBERS.LIMB;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((fixed + bytes) / PAGE) });
    const { exports } = new WebAssembly.Instance(compiled, { kernels: { memory } });
    return new KernelMemory(exports as Kernels, memory, limbs);
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

/** As much of the global as is used here: Node's own types leave it to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (options: { readonly initial: number }) => LinearMemory;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};
