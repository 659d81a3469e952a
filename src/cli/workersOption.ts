import { UsageError, type RawArguments } from './command.js';
import { parseCount } from './parseCount.js';

const MAXIMUM_WORKERS = 1024;

/** `--workers`: threads; undefined where it is not given. */
export function workersOption(raw: RawArguments): number | undefined {
  if (raw['workers'] === undefined) return undefined;
  const workers = parseCount('--workers', String(raw['workers']));
  if (workers > MAXIMUM_WORKERS) throw new UsageError(`--workers is ${workers}; at most ${MAXIMUM_WORKERS}`);
  return workers;
}
