import type { Place } from '../types.js';

/** A mistake that every architecture shares, found while tracing. */
export class TraceError extends Error {
  readonly place: Place;
  readonly hint: string | undefined;
  /** It follows from a mistake that is already reported. */
  readonly silent: boolean;

  constructor(place: Place, message: string, hint?: string, silent = false) {
    super(message);
    this.name = 'TraceError';
    this.place = place;
    this.hint = hint;
    this.silent = silent;
  }
}
