import type { Problem } from '../types.js';

/**
 * A problem in one line: `file:line:column: pointer: message; hint`. With the text of the file, the line that it stands
 * in follows, and a mark below the column. No colours.
 */
export function formatProblem(problem: Problem, file: string, text?: string): string {
  const { place, message, hint, severity } = problem;
  const pointer = place.pointer === '' ? '' : `${place.pointer}: `;
  const warning = severity === 'warning' ? 'warning: ' : '';
  const said = [`${cut(pointer)}${cut(message)}`, hint].filter((part) => part !== undefined).join('; ');
  const line = `${file}:${place.line}:${place.column}: ${warning}${said}`;
  const shown = text === undefined ? undefined : excerpt(text, place.line, place.column);
  return shown === undefined ? line : `${line}\n${shown}`;
}

/** Names in a file may be as long as the file. */
const LONGEST = 1000;

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

const WIDTH = 100;

/** The line with a mark below the column, cut around it where it is long. */
function excerpt(text: string, line: number, column: number): string | undefined {
  const found = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)[line - 1];
  if (found === undefined || found.trim() === '') return undefined;
  const from = Math.max(0, Math.min(column - 1 - WIDTH / 2, found.length - WIDTH));
  const shown = found.slice(from, from + WIDTH).replaceAll('\t', ' ');
  return `    ${shown}\n    ${' '.repeat(column - 1 - from)}^`;
}
