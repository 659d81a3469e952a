import type { Files } from './bulkRuns.js';
import type { Draw } from './draw.js';

/** What is done to one of some files. */
export interface Damage {
  readonly how: (typeof WAYS)[number];
  /** Which of them, and another one. */
  readonly file: number;
  readonly other: number;
  /** Where, in millionths of its length; or that many bytes from its end, where it is negative. */
  readonly at: number;
  readonly length: number;
}

const WAYS = ['cut', 'flip', 'zeros', 'grow', 'remove', 'copy', 'swap', 'splice'] as const;

export function drawDamage(draw: Draw): Damage {
  return {
    how: draw.of(['flip', 'flip', 'flip', 'cut', 'cut', 'zeros', 'zeros', 'grow', 'remove', 'copy', 'swap', 'splice']),
    file: draw.nat(12),
    other: draw.nat(12),
    at: draw.chance(70) ? draw.nat(1_000_000) : -draw.nat(60),
    length: draw.of([1, 1, 2, 8, 100, 4096]),
  };
}

export function isDamage(value: unknown): value is Damage {
  if (typeof value !== 'object' || value === null) return false;
  const { how, file, other, at, length } = value as Partial<Damage>;
  return WAYS.some((way) => way === how) && [file, other, length].every(isCount) && Number.isInteger(at);
}

/** A small whole number. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 10_000;
}

/** The files with one of them damaged. `others` are of another run: bytes that might be mistaken for theirs. */
export function damageFiles(files: Files, { how, file, other, at, length }: Damage, others: Files): Files {
  const names = [...files.keys()].toSorted();
  const name = names[file % Math.max(1, names.length)];
  const bytes = name === undefined ? undefined : files.get(name);
  if (name === undefined || bytes === undefined) return files;
  const start = at < 0 ? Math.max(0, bytes.length + at) : Math.floor((bytes.length * Math.min(at, 1e6)) / 1e6);
  const damaged = new Map(files);
  const strange = [...others.values()][other % Math.max(1, others.size)] ?? new Uint8Array(0);
  const [before, after] = [bytes.subarray(0, start), bytes.subarray(start + length)];
  switch (how) {
    case 'cut':
      return damaged.set(name, before);
    case 'flip': {
      const flipped = Uint8Array.from(bytes, (byte, i) => (i >= start && i < start + length ? byte ^ 0x11 : byte));
      return damaged.set(name, flipped);
    }
    case 'zeros':
      return damaged.set(name, Buffer.concat([before, new Uint8Array(Math.min(length, bytes.length - start)), after]));
    case 'grow':
      return damaged.set(name, Buffer.concat([bytes, strange.subarray(0, length)]));
    case 'splice':
      return damaged.set(name, Buffer.concat([before, strange.subarray(start, start + length), after]));
    case 'copy': {
      const twin = [...others.keys()].find((key) => endingOf(key) === endingOf(name)) ?? '';
      return damaged.set(name, others.get(twin) ?? strange);
    }
    case 'swap': {
      const partner = names[other % names.length] as string;
      return damaged.set(name, files.get(partner) as Uint8Array).set(partner, bytes);
    }
    default:
      damaged.delete(name);
      return damaged;
  }
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.'));
}
