import { METRICS } from '../../cost/metrics.js';
import { suggest } from '../../space/suggest.js';
import type { Exact, Metric } from '../../types.js';
import { normalise } from '../../cost/exact.js';
import { metricQuantity, type Quantity } from '../../wholeSpace/quantity.js';
import { RequestError } from '../errors.js';
import { shownValue } from '../shownValue.js';
import type { ReadScores } from './scores.js';

/** What the architectures of a space may be asked about, by name: the metrics, and `score` where scores are given. */
export class Quantities {
  readonly scores: ReadScores | undefined;
  private readonly known = new Map<string, Quantity>();

  constructor(scores?: ReadScores) {
    this.scores = scores;
  }

  get names(): readonly string[] {
    return this.scores === undefined ? METRICS : [...METRICS, SCORE];
  }

  /**
   * The same object for the same name, whoever asks.
   * @throws RequestError where there is none of that name
   */
  named(name: string): Quantity {
    const quantity = this.known.get(name) ?? this.make(name);
    this.known.set(name, quantity);
    return quantity;
  }

  private make(name: string): Quantity {
    if (name === SCORE && this.scores !== undefined) return this.scores.quantity;
    if (name === SCORE) throw new RequestError('score needs scores: give them with --scores FILE');
    if ((METRICS as readonly string[]).includes(name)) return metricQuantity(name as Metric);
    const hint = suggest(name, this.names) ?? `there are ${this.names.join(', ')}`;
    throw new RequestError(`${shownValue(name)} is not a metric; ${hint}`);
  }
}

export const SCORE = 'score';

/** An amount as people write it: an exact integer of a metric, a decimal number of a score. */
export function figureOf({ scale }: Quantity, amount: bigint): Exact {
  // a quotient would be rounded twice where the scale is beyond 10^22
  if (scale !== 1n) return Number(`${amount}e-${String(scale).length - 1}`);
  return normalise(amount);
}
