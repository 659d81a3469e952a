/**
 * The front of some points (least of every column) in the simplest way that is not foolish: each point is held against
 * the front so far, and takes its place there if none of it is better.
 */
export function keptFront(columns: readonly Float64Array[]): number[] {
  let front: number[] = [];
  const count = columns[0]?.length ?? 0;
  for (let row = 0; row < count; row++) {
    if (front.some((kept) => dominates(columns, kept, row))) continue;
    front = front.filter((kept) => !dominates(columns, row, kept));
    front.push(row);
  }
  return front;
}

function dominates(columns: readonly Float64Array[], a: number, b: number): boolean {
  let isBetter = false;
  for (const column of columns) {
    const difference = (column[a] as number) - (column[b] as number);
    if (difference > 0) return false;
    if (difference < 0) isBetter = true;
  }
  return isBetter;
}
