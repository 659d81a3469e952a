import type { Invalid, Place } from '../types.js';

/** A combination that cannot be built, as a value that flows through the graph until something observes it. */
export function invalid(place: Place, message: string, hint?: string): Invalid {
  return hint === undefined ? { kind: 'invalid', message, place } : { kind: 'invalid', message, hint, place };
}

export function isInvalid(value: unknown): value is Invalid {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'invalid';
}
