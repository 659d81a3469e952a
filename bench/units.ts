/** Units of figures, and what they measure: of a duration or an amount of memory less is better, of a rate more. */
export const UNITS = {
  ns: 'duration',
  µs: 'duration',
  ms: 'duration',
  s: 'duration',
  'thousand/s': 'rate',
  'million/s': 'rate',
  'GB/s': 'rate',
  times: 'rate',
  MB: 'memory',
} as const;

export type Unit = keyof typeof UNITS;

export function isUnit(text: unknown): text is Unit {
  return typeof text === 'string' && Object.hasOwn(UNITS, text);
}

/** How many times as long (or as much memory) `a` takes as `b`, whichever way their unit counts. */
export function timesAsLong(unit: Unit, a: number, b: number): number {
  return UNITS[unit] === 'rate' ? b / a : a / b;
}

/** The one of some figures that took least. */
export function best(unit: Unit, figures: readonly number[]): number {
  return UNITS[unit] === 'rate' ? Math.max(...figures) : Math.min(...figures);
}
