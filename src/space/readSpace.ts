import type { Place, Problem, Space } from '../types.js';
import { buildSpace, declaredFunctions } from './buildSpace.js';
import { checkNames } from './checkNames.js';
import { checkStructure } from './checkStructure.js';
import type { JsonNode, JsonObject } from './jsonNode.js';
import { childOf, describeNode } from './jsonNode.js';
import { parseJson } from './parseJson.js';
import type { Reading } from './reading.js';
import { Source } from './source.js';

/** Beyond these, problems are counted only. */
export const MOST_PROBLEMS = 50;

export interface ReadSpace {
  /** Present when there are no errors. */
  readonly space?: Space;
  /** In the order of the file, errors and warnings. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a space from the text of a file: JSON, then its structure (the schema), then its names. All problems of the
 * file are told at once, the first 50 in full. Never throws for what a text holds.
 *
 * @param file the name of the file, kept in the space and used in no other way
 */
export function readSpace(text: string, file: string): ReadSpace {
  const source = new Source(text.replace(/^\uFEFF/, ''), file);
  const root = parseJson(source);
  const space = root && spaceOf(root, source);
  const problems = source.report(MOST_PROBLEMS);
  return space && !source.hasErrors ? { space, problems } : { problems };
}

function spaceOf(root: JsonNode, source: Source): Space | undefined {
  if (root.kind !== 'object') {
    source.error(source.placeOf(root), `a space is an object, this file holds ${describeNode(root)}`);
    return undefined;
  }
  const reading = startReading(root, source);
  const space = buildSpace(root, reading);
  if (!source.isFull) checkStructure(root, reading);
  if (!source.isFull) checkNames(space, reading);
  return space;
}

function startReading(root: JsonObject, source: Source): Reading {
  return {
    source,
    functions: declaredFunctions(root),
    spots: new WeakMap(),
    calledFunctions: new Set(),
    unclearItems: new Set(),
    placeOfPointer: (pointer, key) => placeOfPointer(root, pointer, key, source),
  };
}

function placeOfPointer(root: JsonNode, pointer: string, key: string, source: Source): Place | undefined {
  let node: JsonNode | undefined = root;
  for (const part of pointer.split('/').slice(1)) {
    node =
      node?.kind === 'array'
        ? node.items[Number(part)]
        : childOf(node, part.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  if (node?.kind === 'object' && node.entries.has(key)) return source.placeOfKey(node, key);
  const item = node?.kind === 'array' ? node.items[Number(key)] : undefined;
  return item && source.placeOf(item);
}
