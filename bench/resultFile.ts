import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemReason } from '../src/report/systemReason.js';
import { BenchError } from './benchError.js';
import type { Machine, MachineState } from './machine.js';
import type { BenchRow } from './row.js';
import { isUnit } from './units.js';

/** Changes whenever figures of one schema can no longer be compared with those of another. */
const SCHEMA = 'nascost-bench 1';

/** A run of the bench, as it is kept. */
export interface BenchResult {
  /** ISO 8601. */
  readonly date: string;
  readonly version: string;
  /** What is built, where git knows it; with `+` if files differ from it. */
  readonly commit?: string | undefined;
  readonly machine: Machine;
  readonly before: MachineState;
  readonly after: MachineState;
  /** Seconds that the bench took. */
  readonly seconds: number;
  readonly rows: readonly BenchRow[];
  /** What is missing, and why. */
  readonly notes: readonly string[];
}

/** @throws BenchError where the file cannot be written */
export function writeResult(path: string, result: BenchResult): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify({ schema: SCHEMA, ...result }, undefined, 2)}\n`);
  } catch (error) {
    throw new BenchError(`cannot write ${path}: ${systemReason(error, 'write')}`);
  }
}

/** @throws BenchError where there is no such file, or it is not what `writeResult` writes */
export function readResult(path: string): BenchResult {
  const value = parsed(path);
  const { schema } = fields(value);
  if (typeof schema !== 'string' || !schema.startsWith('nascost-bench '))
    throw new BenchError(`${path} is no result of the bench: npm run bench -- --json FILE writes one`);
  if (schema !== SCHEMA)
    throw new BenchError(
      `${path} is of another version of the bench (${schema}, not ${SCHEMA}): take its figures anew`,
    );
  const wrong = isResult(value) ? wrongRow(value.rows) : 'parts of it are missing';
  if (wrong !== undefined) throw new BenchError(`${path} is damaged: ${wrong}`);
  return value as BenchResult;
}

function parsed(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new BenchError(`cannot read ${path}: ${systemReason(error, 'read')}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BenchError(`${path} is damaged, or no JSON: npm run bench -- --json FILE writes what can be compared`);
  }
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isResult(value: unknown): value is BenchResult {
  const { date, version, commit, machine, before, after, seconds, rows, notes } = fields(value);
  const { processor, cores, memoryGiB, system, node } = fields(machine);
  const isState = (state: unknown) => isFigure(fields(state)['clock']) && typeof fields(state)['load'] === 'number';
  return (
    [date, version, commit ?? '', processor, system, node].every(isText) &&
    [cores, memoryGiB, seconds].every(isFigure) &&
    [before, after].every(isState) &&
    Array.isArray(rows) &&
    Array.isArray(notes) &&
    notes.every(isText)
  );
}

function wrongRow(rows: readonly unknown[]): string | undefined {
  for (const [i, row] of rows.entries()) {
    const { group, what, unit, clock, rounds, naive, limit } = fields(row);
    const isWhole =
      [group, what, clock ?? ''].every(isText) &&
      isUnit(unit) &&
      Array.isArray(rounds) &&
      rounds.length > 0 &&
      rounds.every(isFigure) &&
      [naive, limit].every((figure) => figure === undefined || isFigure(figure));
    if (!isWhole) return `row ${i + 1} of ${rows.length} has no name, unit or figures of its own`;
  }
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFigure(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
