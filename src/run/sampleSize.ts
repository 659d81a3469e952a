export interface SampleSizeOptions {
  readonly count: number;
  readonly by: 'architecture' | 'decision';
  readonly replace: boolean;
}

/** How many samples a space of `size` architectures gives: distinct ones end with the space. */
export function sampleSize(size: bigint, { count, ...how }: SampleSizeOptions): number {
  if (size === 0n) return 0;
  return mayRepeat(how) || BigInt(count) <= size ? count : Number(size);
}

/** Whether an architecture may be drawn more than once. */
export function mayRepeat({ by, replace }: Pick<SampleSizeOptions, 'by' | 'replace'>): boolean {
  return replace || by === 'decision';
}
