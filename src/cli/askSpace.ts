import { printable } from '../report/printable.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import { openSpace } from '../run/openSpace.js';
import { readScores, type ReadScores, type Scores } from '../run/whole/scores.js';
import { InfeasibleError } from '../run/whole/infeasible.js';
import { formatProblem } from '../space/formatProblem.js';
import { INFEASIBLE, type RawArguments } from './command.js';
import { infeasibleJson, infeasibleText } from './infeasibleText.js';
import type { Io } from './io.js';
import { costOptions } from './spaceOptions.js';

export interface AskSpaceOptions {
  /** The seconds are shown, for answers without progress of their own; default true. */
  readonly ticks?: boolean;
  /** What is asked with, so that their rounding is told. */
  readonly scores?: Scores | undefined;
}

/**
 * Opens the space of a command and asks it something. A budget that nothing meets is an answer of its own, in the form
 * that was asked for; an empty space is warned of.
 *
 * @param ask what is asked; its result is the exit code
 */
export async function askSpace(
  raw: RawArguments,
  io: Io,
  ask: (space: CompiledSpace) => Promise<number>,
  { ticks = true, scores }: AskSpaceOptions = {},
): Promise<number> {
  const space = await openSpace(String(raw['space']), costOptions(raw));
  if (space.size === 0n) {
    for (const warning of space.warnings) io.err(`${printable(formatProblem(warning, space.file))}\n`);
  }
  if (scores !== undefined) tellRounding(readScores(scores, space.decisions), io);
  const stopTicking = ticks ? tick(io) : () => undefined;
  try {
    return await ask(space);
  } catch (error) {
    if (!(error instanceof InfeasibleError)) throw error;
    stopTicking();
    io.err(infeasibleText(error));
    if (raw['json'] === true) await io.out(infeasibleJson(space, error));
    return INFEASIBLE;
  } finally {
    stopTicking();
  }
}

function tellRounding({ isRounded, decimals }: ReadScores, io: Io): void {
  if (isRounded) io.err(`nascost: scores are rounded to ${decimals} decimals, so that their sums stay exact\n`);
}

const SECOND = 1000;

/** On a terminal, the seconds that an answer has taken so far; not for quick ones. */
function tick(io: Io): () => void {
  if (!io.messages.isTerminal) return () => undefined;
  const start = performance.now();
  let isShown = false;
  const timer = setInterval(() => {
    isShown = true;
    io.err(`\r${Math.round((performance.now() - start) / SECOND)} s`);
  }, SECOND);
  return () => {
    clearInterval(timer);
    if (isShown) io.err('\r\u001B[K');
    isShown = false;
  };
}
