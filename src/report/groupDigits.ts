/** The digits of a whole number in threes: `1,234,567`. */
export function groupDigits(value: number | bigint): string {
  return value.toString().replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
