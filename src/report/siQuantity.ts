import { siNumber } from './siNumber.js';

/** A figure with its unit, the SI prefix at the unit: `19.50 TFLOP/s`, `400 W`. */
export function siQuantity(value: number, unit: string): string {
  return siNumber(value).replace(/[a-zA-Z]?$/, (prefix) => ` ${prefix}${unit}`);
}
