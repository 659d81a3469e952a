import type { RoundRow } from './row.js';

/** The most memory that this process has had so far, its threads included. */
export function residentRow(): RoundRow {
  return {
    what: 'resident memory of all of these, at most',
    figure: process.resourceUsage().maxRSS / 1024,
    unit: 'MB',
  };
}
