import { METRICS, type SampleOptions } from '../../../src/index.js';

/** A sample in this process, without a front. */
export const PLAIN_SAMPLE: SampleOptions = {
  count: 10_000,
  seed: 5,
  by: 'architecture',
  replace: false,
  objectives: [],
  ties: 'all',
  metrics: METRICS,
  workers: 0,
};
