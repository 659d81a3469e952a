/**
 * Entries of a column, in the order of their places; into as many as there are places.
 *
 * A loop: `Float64Array.from(places, …)` goes through an iterator, which takes fifteen times as long.
 */
export function gather<Column extends Float64Array | Uint32Array>(
  into: Column,
  column: Column,
  places: ArrayLike<number>,
): Column {
  for (let i = 0; i < places.length; i++) into[i] = column[places[i] as number] as number;
  return into;
}
