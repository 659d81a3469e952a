import { METRICS } from '../cost/metrics.js';
import { suggest } from '../space/suggest.js';
import type { Metric } from '../types.js';
import { UsageError } from './command.js';
import { listed } from './listed.js';

/**
 * Metrics of an option that may be repeated and may list several: `--minimize training,memory`.
 *
 * @param measures metrics of evaluators
 */
export function metricNames<Measure extends string = never>(
  option: string,
  raw: unknown,
  measures: readonly Measure[] = [],
): (Metric | Measure)[] {
  const known = [...METRICS, ...measures];
  return listed(raw).map((name) => metricName(option, name, known));
}

function metricName<Name extends string>(option: string, name: string, known: readonly Name[]): Name {
  const metric = known.find((other) => other === name);
  if (metric !== undefined) return metric;
  const hint = suggest(name, known) ?? `the metrics are ${known.join(', ')}`;
  throw new UsageError(`${option}: ${JSON.stringify(name)} is not a metric; ${hint}`);
}
