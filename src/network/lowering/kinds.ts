import { TraceError } from '../traceError.js';
import type { IdTensor, MapTensor, Tensor, TokenTensor } from '../tensor.js';
import { describeKind } from '../tensor.js';
import type { Site } from './lowering.js';

const HINTS: Readonly<Record<string, string>> = {
  'map<tokens': 'reshape them to a map first',
  'tokens<map': 'put "tokens" (one token per position), "flatten" or "globalPool" first',
  'map<ids': 'put an embedding first',
  'tokens<ids': 'put an embedding first',
  'ids<map': 'only "input": { "tokens": … } gives token ids',
  'ids<tokens': 'only "input": { "tokens": … } without features gives token ids',
};

/** The input as a map; undefined after a mistake that is already reported. */
export function requireMap(site: Site, reader: string): MapTensor | undefined {
  return require(site, 'map', 'a map', reader) as MapTensor | undefined;
}

export function requireTokens(site: Site, reader: string): TokenTensor | undefined {
  return require(site, 'tokens', 'tokens × features', reader) as TokenTensor | undefined;
}

export function requireIds(site: Site, reader: string): IdTensor | undefined {
  return require(site, 'ids', 'token ids', reader) as IdTensor | undefined;
}

/** The input as anything that carries features. */
export function requireFeatures(site: Site, reader: string): MapTensor | TokenTensor | undefined {
  if (site.input.kind !== 'ids') return site.input.kind === 'unknown' ? undefined : site.input;
  throw mismatch(site, 'tokens', 'features', reader);
}

function require(site: Site, kind: Tensor['kind'], text: string, reader: string): Tensor | undefined {
  if (site.input.kind === 'unknown') return undefined;
  if (site.input.kind === kind) return site.input;
  throw mismatch(site, kind, text, reader);
}

function mismatch(site: Site, kind: string, text: string, reader: string): TraceError {
  return new TraceError(
    site.item.place,
    `${reader} reads ${text}, but gets ${describeKind(site.input)}`,
    HINTS[`${kind}<${site.input.kind}`],
  );
}
