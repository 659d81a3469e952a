export interface SampleSizeOptions {
  readonly count: number;
  readonly by: 'architecture' | 'decision';
  readonly replace: boolean;
}

/** How many samples a space of `size` architectures gives: distinct ones end with the space. */
export function sampleSize(size: bigint, { count, by, replace }: SampleSizeOptions): number {
  if (size === 0n) return 0;
  const mayRepeat = replace || by === 'decision';
  return mayRepeat || BigInt(count) <= size ? count : Number(size);
}
