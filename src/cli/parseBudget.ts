import { SI_POWERS } from '../report/siPowers.js';
import type { Budget } from '../run/whole/budget.js';
import { UsageError } from './command.js';

/**
 * A budget from `--max training=1.8G` and `--min params=3M,score=0.5`, each of which may be given several times. Names
 * are checked where the budget is read.
 *
 * @throws UsageError where a limit is not of the form NAME=NUMBER, or one is given twice
 */
export function parseBudget(min: unknown, max: unknown): Budget {
  const budget = new Map<string, { min?: string; max?: string }>();
  for (const [end, raw] of Object.entries({ max, min }) as ['min' | 'max', unknown][]) {
    for (const text of raw === undefined ? [] : [raw].flat().flatMap((texts) => String(texts).split(','))) {
      const [name, limit] = parseLimit(`--${end}`, text);
      const window = budget.get(name) ?? {};
      if (window[end] !== undefined) throw new UsageError(`--${end} of ${name} is given twice`);
      budget.set(name, { ...window, [end]: limit });
    }
  }
  return Object.fromEntries(budget);
}

/** The limit as decimal text without a suffix. */
function parseLimit(option: string, text: string): [name: string, limit: string] {
  const match = /^\s*([^=\s]+)\s*=\s*([+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z]?)\s*$/i.exec(text);
  const power = match === null ? undefined : SI_POWERS[(match[3] ?? '').toLowerCase()];
  if (match === null || power === undefined) {
    throw new UsageError(`${option} is ${JSON.stringify(text)}; expected a name and a number such as training=1.8G`);
  }
  const [, name = '', number = ''] = match;
  const [mantissa = '', exponent = '0'] = number.toLowerCase().replaceAll('_', '').split('e');
  const limit = `${mantissa.replace(/\.$/, '')}e${Number(exponent) + power}`;
  if (!Number.isFinite(Number(limit)))
    throw new UsageError(`${option} is ${JSON.stringify(text)}; expected at most 1e308`);
  return [name, limit];
}
