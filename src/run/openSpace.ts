import { compileDiagram } from '../diagram/compileDiagram.js';
import { CompileError } from '../diagram/compileError.js';
import { trace, type TraceOptions } from '../network/trace.js';
import { readSpace } from '../space/readSpace.js';
import { readSpaceFile, type ReadSpaceFile } from '../space/readSpaceFile.js';
import type { Compiled, CostOptions, DomainValue, Graph, InvalidCombination, Problem, Space } from '../types.js';
import { answerSpace } from './answerSpace.js';
import { checkOptions, type OptionRules } from './checkOptions.js';
import type { CompiledSpace } from './compiledSpace.js';
import { RequestError, SpaceError } from './errors.js';
import { oneOf, TEXT } from './optionRules.js';
import { knownFileOf, spaceFile } from './shippedSpaces.js';
import { shownValue } from './shownValue.js';

export interface OpenOptions extends Partial<CostOptions> {
  /** Overrides the space's own choice. */
  readonly inputGradient?: Space['inputGradient'] | undefined;
}

/** A space as text, where it is in no file. */
export interface SpaceText {
  readonly text: string;
  /** What errors call it; default `space.json`. */
  readonly file?: string;
}

/**
 * Reads, checks, traces and compiles a space.
 *
 * @param source a path, the name of a shipped space (`mobilenet`), or the text itself
 * @throws RequestError where there is no such file or shipped space, or an option makes no sense
 * @throws SpaceError with every problem of the file
 */
export async function openSpace(source: string | SpaceText, options: OpenOptions = {}): Promise<CompiledSpace> {
  const start = performance.now();
  checkSource(source);
  checkOptions('openSpace', options, OPEN_RULES);
  const found = await read(source);
  if (found.space === undefined) throw new SpaceError(found.file, found.problems, found.text);
  const knownFile = typeof source === 'string' ? knownFileOf(found.file) : undefined;
  const readMilliseconds = performance.now() - start;
  return compileSpace({ ...found, space: found.space, knownFile, readMilliseconds }, fillOptions(options));
}

interface FoundSpace extends Read {
  readonly space: Space;
  readonly knownFile: string | undefined;
  readonly readMilliseconds: number;
}

function compileSpace(found: FoundSpace, costOptions: TraceOptions): CompiledSpace {
  const { file, text, space, problems, knownFile, readMilliseconds } = found;
  const start = performance.now();
  const { graph, problems: unclear } = trace(space, costOptions);
  if (graph === undefined) throw new SpaceError(file, [...problems, ...unclear], text);
  const traceMilliseconds = performance.now() - start;
  const compiled = compile(graph, space, file, text);
  const stats = { ...compiled.stats, readMilliseconds, traceMilliseconds };
  const settle = (settled: ReadonlyMap<string, DomainValue>) => compileSpace(found, { ...costOptions, settled });
  return answerSpace({ space, costOptions, graph, compiled, stats, problems, settle, knownFile });
}

const OPEN_RULES: OptionRules<OpenOptions> = {
  precision: oneOf('float32', 'float16', 'bfloat16', 'float64'),
  optimizer: oneOf('sgd', 'momentum', 'adam'),
  inputGradient: oneOf('needed', 'all'),
};

const TEXT_RULES: OptionRules<SpaceText> = { text: TEXT, file: TEXT };

function checkSource(source: unknown): void {
  if (typeof source === 'string') return;
  if (typeof source !== 'object' || source === null || source instanceof URL) {
    throw new RequestError(
      `the space is ${shownValue(source)}; expected a path, the name of a shipped space, or { text }`,
    );
  }
  checkOptions('a space as text', source, TEXT_RULES, ['text']);
}

interface Read extends ReadSpaceFile {
  readonly file: string;
}

async function read(source: string | SpaceText): Promise<Read> {
  if (typeof source !== 'string') {
    const { text, file = 'space.json' } = source;
    return { ...readSpace(text, file), text, file };
  }
  const file = spaceFile(source);
  return { ...(await readSpaceFile(file)), file };
}

function fillOptions({ precision = 'float32', optimizer = 'adam', inputGradient }: OpenOptions): TraceOptions {
  return { precision, optimizer, ...(inputGradient !== undefined && { inputGradient }) };
}

/** Compiles, and turns what the compiler finds into problems of the file. */
function compile(graph: Graph, space: Space, file: string, text: string | undefined): Compiled {
  const compiled = attempt(graph, space, file, text);
  if (compiled.invalid.length > 0) throw new SpaceError(file, invalidProblems(compiled.invalid), text);
  return compiled;
}

/** What follows from one mistake is told once: of the layers that fail for one reason at one place, the first. */
function invalidProblems(invalid: readonly InvalidCombination[]): Problem[] {
  const first = new Map<string, InvalidCombination>();
  for (const combination of invalid) {
    const { place, message } = combination.reason;
    const key = `${place.pointer} ${message}`;
    if (!first.has(key)) first.set(key, combination);
  }
  return [...first.values()].map(invalidProblem);
}

function attempt(graph: Graph, space: Space, file: string, text: string | undefined): Compiled {
  try {
    return compileDiagram(graph);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const { culprit, message } = error;
    const place =
      graph.constraints.find((constraint) => constraint.text === culprit)?.place ??
      graph.decisions.find((decision) => decision.name === culprit)?.place ??
      space.input.place;
    throw new SpaceError(file, [{ place, message, severity: 'error' }], text);
  }
}

function invalidProblem({ where, reason, assignment }: InvalidCombination): Problem {
  const values = Object.entries(assignment).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const when = values.length === 0 ? '' : `, where ${values.join(', ')}`;
  const { message, hint, place } = reason;
  const problem: Problem = { place, message: `${where} cannot be built${when}: ${message}`, severity: 'error' };
  return hint === undefined ? problem : { ...problem, hint };
}
