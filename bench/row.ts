/** One measured figure. */
export interface BenchRow {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  /** How many times as fast as what `note` names. */
  readonly ratio?: number;
  readonly note?: string;
}
