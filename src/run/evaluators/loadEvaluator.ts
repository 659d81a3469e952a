import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { systemReason } from '../../report/systemReason.js';
import { RequestError } from '../errors.js';
import { shownValue } from '../shownValue.js';
import type { Evaluator, EvaluatorIdentity, Measure } from './evaluator.js';

/** What a module says that an evaluator is. */
export interface EvaluatorDescription extends EvaluatorIdentity {
  /** As it was given, for messages. */
  readonly file: string;
  /** The module, as a URL. */
  readonly url: string;
  readonly measures: readonly Omit<Measure, 'evaluator'>[];
}

/** Modules may read models; no thread may take longer. */
export const LOAD_SECONDS = 300;

/** An evaluator that has been found to be one. */
export interface LoadedEvaluator extends EvaluatorDescription {
  readonly evaluator: Evaluator;
}

/**
 * Loads the module of an evaluator.
 *
 * @param file a path, or a URL of a file
 * @throws RequestError with the file, what is wrong with it, and what is expected
 */
export async function loadEvaluator(file: string): Promise<LoadedEvaluator> {
  const url = await moduleUrl(file);
  let module: { readonly default?: unknown };
  try {
    module = (await import(url)) as typeof module;
  } catch (error) {
    throw new RequestError(`the evaluator ${file} cannot be loaded: ${thrownText(error)}`, { cause: error });
  }
  const evaluator = module.default;
  const wrong = (what: string) => new RequestError(`the evaluator ${file} ${what}`);
  if (typeof evaluator !== 'object' || evaluator === null)
    throw wrong(`has ${shownValue(evaluator)} as its default export; expected ${EXPECTED}`);
  const { name, version, metrics, evaluate } = evaluator as Partial<Record<keyof Evaluator, unknown>>;
  if (typeof name !== 'string' || !isName(name))
    throw wrong(`has ${shownValue(name)} as its name; expected letters, digits and any of . _ -`);
  if (!(typeof version === 'string' && version !== '') && !Number.isFinite(version))
    throw wrong(`has ${shownValue(version)} as its version; expected text or a number, changed with its figures`);
  if (typeof evaluate !== 'function')
    throw wrong(`has ${shownValue(evaluate)} as evaluate; expected a function of (arch, network)`);
  if (!Array.isArray(metrics) || metrics.length === 0)
    throw wrong(`has ${shownValue(metrics)} as its metrics; expected a list such as ["latency"]`);
  const measures = metrics.map((metric: unknown) => readMeasure(metric, wrong));
  const twice = measures.find((measure, m) => measures.findIndex((other) => other.name === measure.name) !== m);
  if (twice !== undefined) throw wrong(`has the metric ${JSON.stringify(twice.name)} twice`);
  return { file, url, name, version: String(version), measures, evaluator: evaluator as Evaluator };
}

const EXPECTED = 'an object { name, version, metrics, evaluate }';

async function moduleUrl(file: string): Promise<string> {
  let path: string;
  try {
    path = file.startsWith('file:') ? fileURLToPath(file) : resolve(file);
    if ((await stat(path)).isFile()) return pathToFileURL(path).href;
  } catch (error) {
    throw new RequestError(`the evaluator ${file} cannot be read: ${systemReason(error, 'read')}`, { cause: error });
  }
  throw new RequestError(`the evaluator ${file} cannot be read: expected a module's file`);
}

function readMeasure(metric: unknown, wrong: (what: string) => Error): Omit<Measure, 'evaluator'> {
  const { name, unit = '' } =
    typeof metric === 'string' ? { name: metric } : ((metric ?? {}) as Record<string, unknown>);
  if (typeof name !== 'string' || !isName(name) || typeof unit !== 'string') {
    throw wrong(
      `has the metric ${shownValue(metric)}; expected a name of letters, digits and any of . _ -, or { name, unit }`,
    );
  }
  return { name, unit };
}

/** Names stand in lists with commas, in `NAME=LIMIT`, and as columns of files. */
function isName(text: string): boolean {
  return /^[a-z][\w.-]{0,99}$/i.test(text);
}

/** What a user's code threw, on one line. */
export function thrownText(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : shownValue(error);
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS)}…`;
}

const MOST_CHARACTERS = 500;
