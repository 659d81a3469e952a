import { COMBINE, METRICS } from '../../cost/metrics.js';
import type { Metric } from '../../types.js';
import { meanDifference, meanOf, ratio, varianceOf } from '../../wholeSpace/moments.js';
import { metricQuantity } from '../../wholeSpace/quantity.js';
import { sensitivity } from '../../wholeSpace/sensitivity.js';
import { checkOptions, type OptionRules } from '../checkOptions.js';
import type { CompiledSpace } from '../compiledSpace.js';
import { RequestError } from '../errors.js';
import { METRIC_LIST } from '../optionRules.js';
import { refuseWide } from './asked.js';
import type { DecisionEffect, SensitivityAnswer, SensitivityOptions } from './questions.js';

const SENSITIVITY_RULES: OptionRules<SensitivityOptions> = { metrics: METRIC_LIST };

/** Metrics that add up. */
export const ADDITIVE = METRICS.filter((_, m) => COMBINE[m] === 'sum');

/**
 * What each decision does to each metric, exactly, over the whole space.
 *
 * @throws RequestError where the space is wide or empty, or a metric does not add up
 */
export function sensitivityOf(space: CompiledSpace, options: SensitivityOptions = {}): SensitivityAnswer {
  checkOptions('sensitivity', options, SENSITIVITY_RULES);
  const { metrics = ADDITIVE } = options;
  const strange = metrics.find((metric) => !ADDITIVE.includes(metric));
  if (strange !== undefined) {
    throw new RequestError(
      `${strange} is the largest of its layers, not their sum: its sensitivity is not told; histogram --by shows it`,
    );
  }
  if (space.size === 0n) throw new RequestError('the space holds no architecture');
  refuseWide(space, 'sensitivity', 'nascost histogram --by shows one decision, from a sample');
  const domains = space.decisions.map(({ values }) => values.length);
  const found = metrics.map((metric) => sensitivity(space.diagram, metricQuantity(metric), domains));
  const decisions = space.decisions.map(({ name, values }, d): DecisionEffect => {
    const shares = found[0]?.effects[d]?.values ?? [];
    const occurring = shares.flatMap(({ count }, v) => (count > 0n ? [v] : []));
    return {
      decision: name,
      varianceShare: found.map(({ effects }) => effects[d]?.varianceShare ?? 0),
      values: occurring.map((v) => ({
        value: values[v] ?? null,
        share: ratio(shares[v]?.count ?? 0n, space.size),
        change: found.map(({ all, effects }) => {
          const part = effects[d]?.values[v];
          return part === undefined ? 0 : meanDifference(part, all);
        }),
      })),
    };
  });
  const spread = found.map(({ all }, m) => ({
    metric: metrics[m] as Metric,
    mean: meanOf(all),
    deviation: Math.sqrt(varianceOf(all)),
  }));
  return { metrics: spread, decisions };
}
