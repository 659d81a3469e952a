/** One measured figure. */
export interface BenchRow {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  /** How many times as fast as what `note` names. */
  readonly ratio?: number;
  readonly note?: string;
  /** How many times as long as the limit of the machine it takes, where that is known: see limit.ts. */
  readonly limit?: number | undefined;
}
