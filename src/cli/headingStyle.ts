import picocolors from 'picocolors';
import type { TableOptions } from '../report/alignedTable.js';
import type { Terminal } from './io.js';

/** How tables look on a terminal: titles in bold, lines no longer than it is wide. */
export function headingStyle({ hasColour, width }: Terminal): TableOptions {
  const { bold } = picocolors.createColors(hasColour);
  return { heading: bold, ...(width !== undefined && { width }) };
}
