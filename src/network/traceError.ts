import type { Place } from '../types.js';

/** A limit that the network passes: tracing cannot go on. */
export class TraceLimitError extends Error {
  readonly place: Place;

  constructor(place: Place, message: string) {
    super(message);
    this.name = 'TraceLimitError';
    this.place = place;
  }
}

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
