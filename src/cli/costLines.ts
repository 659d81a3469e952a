import { ArchitectureError, RequestError } from '../run/errors.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { Evaluation } from '../run/evaluators/evaluation.js';
import type { RunAssumptions } from '../run/pricing/readRun.js';
import { readLines } from '../run/readLines.js';
import { recordIndex } from '../run/recordIndex.js';
import { DONE, INTERRUPTED, SOME_FAILED } from './command.js';
import type { Io } from './io.js';
import { measureArchitecture } from './measureArchitecture.js';
import { recordJson } from './recordJson.js';

/** Results are written out when there is about this much of them, and at the end of every chunk of input. */
const BATCH_CHARACTERS = 65_536;

export interface LineOptions {
  /** Stop at the first line that fails. */
  readonly strict: boolean;
  /** The run whose price every result carries. */
  readonly run: RunAssumptions | undefined;
  /** Where results have the figures of evaluators. */
  readonly evaluation?: Evaluation | undefined;
}

/**
 * A filter from JSON Lines to JSON Lines: one result per line, in order. A line that fails gives
 * `{"line": 3, "error": "…"}` in its place. Blank lines are skipped, but counted.
 *
 * @returns the exit code
 */
export async function costLines(
  space: CompiledSpace,
  input: AsyncIterable<string | Uint8Array>,
  options: LineOptions,
  io: Io,
): Promise<number> {
  const reading = costEach(space, input, options, io);
  const failed = await reading.catch((error: unknown) => {
    // the interrupt also ended a read that was waiting
    if (io.signal.aborted) return false;
    throw error;
  });
  if (io.signal.aborted) return INTERRUPTED;
  return failed ? SOME_FAILED : DONE;
}

async function costEach(
  space: CompiledSpace,
  input: AsyncIterable<string | Uint8Array>,
  { strict, run, evaluation }: LineOptions,
  io: Io,
): Promise<boolean> {
  if (evaluation !== undefined) return evaluateEach(space, input, { strict, run, evaluation }, io);
  let failed = false;
  let batch = '';
  for await (const { text, line, isLastOfChunk } of readLines(input)) {
    const result = text.trim() === '' ? undefined : costLine(space, text, line, run);
    if (result !== undefined) batch += `${JSON.stringify(result)}\n`;
    failed ||= result !== undefined && 'error' in result;
    const stop = io.signal.aborted || (failed && strict);
    if (batch !== '' && (stop || isLastOfChunk || batch.length >= BATCH_CHARACTERS)) {
      await io.out(batch);
      batch = '';
    }
    if (stop) break;
  }
  return failed;
}

function costLine(space: CompiledSpace, text: string, line: number, run: RunAssumptions | undefined): object {
  return lineRecord(line, () => recordJson(space, space.costed(readReference(space, JSON.parse(text))), run));
}

/** The record of a line, or what is wrong with the line. */
function lineRecord<Result>(
  line: number,
  make: () => Result,
): Result | { readonly line: number; readonly error: string } {
  try {
    return make();
  } catch (error) {
    if (error instanceof SyntaxError) return { line, error: `not JSON: ${error.message}` };
    if (error instanceof ArchitectureError || error instanceof RequestError) return { line, error: error.message };
    throw error;
  }
}

/**
 * As `costEach`, several lines at once: each may take long, so that every result is written as soon as those before it
 * are.
 */
async function evaluateEach(
  space: CompiledSpace,
  input: AsyncIterable<string | Uint8Array>,
  { strict, run, evaluation }: LineOptions & { readonly evaluation: Evaluation },
  io: Io,
): Promise<boolean> {
  let failed = false;
  const open: Promise<object | undefined>[] = [];
  /** Whether to stop. */
  const writeFirst = async (): Promise<boolean> => {
    const result = await open.shift();
    // after an interrupt, what had not begun is left out
    if (result === undefined) return true;
    await io.out(`${JSON.stringify(result)}\n`);
    failed ||= 'error' in result;
    return failed && strict;
  };
  const drop = () => evaluation.drop();
  io.signal.addEventListener('abort', drop, { once: true });
  try {
    for await (const { text, line, isLastOfChunk } of readLines(input)) {
      if (text.trim() !== '') open.push(evaluateLine(space, text, line, run, evaluation));
      // a reader that gives a line at a time waits for its answer before it gives another
      const mayWait = isLastOfChunk ? 0 : 2 * evaluation.slots;
      while (open.length > mayWait) {
        if (await writeFirst()) return failed;
      }
      if (io.signal.aborted) return failed;
    }
    return failed;
  } finally {
    io.signal.removeEventListener('abort', drop);
    drop();
    await Promise.all(open);
  }
}

async function evaluateLine(
  space: CompiledSpace,
  text: string,
  line: number,
  run: RunAssumptions | undefined,
  evaluation: Evaluation,
): Promise<object | undefined> {
  const costed = lineRecord(line, () => space.costed(readReference(space, JSON.parse(text))));
  if ('error' in costed) return costed;
  const found = await measureArchitecture(space, costed.index, evaluation);
  return found && recordJson(space, costed, run, found);
}

function readReference(space: CompiledSpace, value: unknown): bigint {
  if (!isObject(value)) {
    throw new RequestError('expected {"index": …}, {"arch": {…}} or an object of decisions and values');
  }
  const isDecision = (name: string) => space.decisions.some((decision) => decision.name === name);
  // a decision may itself be called arch or index, but no decision has an object for a value
  const isRecord = 'arch' in value && (isObject(value['arch']) || !isDecision('arch'));
  const isReference = isRecord || ('index' in value && !isDecision('index'));
  return isReference ? recordIndex(space, value) : space.indexOf(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
