/** The narrower of two lower ends; an absent one is open. */
export function larger(a: bigint, b: bigint | undefined): bigint;
export function larger(a: bigint | undefined, b: bigint | undefined): bigint | undefined;
export function larger(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}

/** The narrower of two upper ends. */
export function smaller(a: bigint, b: bigint | undefined): bigint;
export function smaller(a: bigint | undefined, b: bigint | undefined): bigint | undefined;
export function smaller(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}
