import { orderedNumbers } from '../report/exactColumn.js';
import type { Exact, Metric } from '../types.js';
import type { CompiledSpace } from './compiledSpace.js';
import type { CostedArchitecture } from './costs.js';
import type { Front } from './front.js';
import type { Job } from './job.js';

/** An architecture with the figures of evaluators, where there are any; NaN where there is none. */
export interface MeasuredArchitecture extends CostedArchitecture {
  readonly measured?: Readonly<Record<string, number>>;
}

/**
 * The architectures of a front, best in the first objective first. There may be a million: each is priced as it is
 * read.
 */
export class CostedFront implements Iterable<MeasuredArchitecture> {
  readonly length: number;
  readonly #space: CompiledSpace;
  readonly #measures: readonly string[] | undefined;
  readonly #front: Front;
  readonly #order: Uint32Array;

  constructor(space: CompiledSpace, { objectives, evaluated }: Job, front: Front) {
    this.length = front.indices.length;
    this.#space = space;
    this.#measures = evaluated?.measures.map(({ name }) => name);
    this.#front = front;
    const keys = orderedNumbers(front.columns[0] ?? []);
    const sign = objectives[0]?.direction === 'max' ? -1 : 1;
    this.#order = Uint32Array.from({ length: this.length }, (_, row) => row).toSorted(
      (a, b) => sign * ((keys[a] as number) - (keys[b] as number)),
    );
  }

  *[Symbol.iterator](): Generator<MeasuredArchitecture> {
    for (const row of this.#order) yield this.#costed(row);
  }

  /** Undefined behind the last; from the end where it is negative. */
  at(place: number): MeasuredArchitecture | undefined {
    const row = this.#order.at(place);
    return row === undefined ? undefined : this.#costed(row);
  }

  #costed(row: number): MeasuredArchitecture {
    const { indices, measured } = this.#front;
    const costed = this.#space.costed(BigInt(indices[row] as Exact));
    const figures = this.#measures?.map((name, m) => [name, measured?.[m]?.[row] ?? NaN]);
    return figures === undefined ? costed : { ...costed, measured: Object.fromEntries(figures) };
  }
}

/** A metric, or a measure of an evaluator. */
export function figureOf({ costs, measured }: MeasuredArchitecture, name: string): Exact {
  return measured !== undefined && Object.hasOwn(measured, name) ? (measured[name] as number) : costs[name as Metric];
}
