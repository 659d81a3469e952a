import { METRICS } from '../cost/metrics.js';
import { suggest } from '../space/suggest.js';
import type { Metric } from '../types.js';
import { UsageError } from './command.js';
import { listed } from './listed.js';

/** Metrics of an option that may be repeated and may list several: `--minimize training,memory`. */
export function metricNames(option: string, raw: unknown): Metric[] {
  return listed(raw).map((name) => metricName(option, name));
}

function metricName(option: string, name: string): Metric {
  const metric = METRICS.find((known) => known === name);
  if (metric !== undefined) return metric;
  const hint = suggest(name, METRICS) ?? `the metrics are ${METRICS.join(', ')}`;
  throw new UsageError(`${option}: ${JSON.stringify(name)} is not a metric; ${hint}`);
}
