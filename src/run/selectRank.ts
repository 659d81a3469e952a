/**
 * The figure of a rank (0: the least) among `column[lo, hi)`, by Hoare's quickselect with the median of three: linear
 * time, where sorting would cost more than the sampling did. Reorders the column; afterwards everything before `rank`
 * is at most, everything behind at least the result, so that later calls may narrow [lo, hi).
 */
export function selectRank(column: Float64Array, rank: number, lo = 0, hi = column.length): number {
  let left = lo;
  let right = hi - 1;
  while (left < right) {
    const pivot = medianOfThree(
      column[left] as number,
      column[(left + right) >>> 1] as number,
      column[right] as number,
    );
    let i = left;
    let j = right;
    while (i <= j) {
      while ((column[i] as number) < pivot) i++;
      while ((column[j] as number) > pivot) j--;
      if (i <= j) {
        const swapped = column[i] as number;
        column[i++] = column[j] as number;
        column[j--] = swapped;
      }
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else break;
  }
  return column[rank] as number;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
