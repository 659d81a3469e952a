import type { Argv } from 'yargs';
import { LEAST_UTILISATION, SHARE } from '../run/pricing/checkDevice.js';
import { readRun, type RunAssumptions, type RunSettings } from '../run/pricing/readRun.js';
import { UsageError, type RawArguments } from './command.js';
import { parseCount } from './parseCount.js';

const GROUP = 'The price of a training run:';

/** What a training run is priced with: the same for every command. */
export function declareRunOptions(yargs: Argv): Argv {
  return yargs
    .option('epochs', { group: GROUP, type: 'string', requiresArg: true, describe: 'Passes over the data' })
    .option('dataset-size', {
      group: GROUP,
      type: 'string',
      requiresArg: true,
      describe: 'Samples per epoch: 50000, 1.28M',
    })
    .option('batch', {
      group: GROUP,
      type: 'string',
      requiresArg: true,
      describe: 'Samples per step  [default: 128]',
    })
    .option('device', {
      group: GROUP,
      type: 'string',
      requiresArg: true,
      describe: 'A device file, or the name of a shipped device (nascost devices)',
    })
    .option('utilisation', {
      group: GROUP,
      type: 'string',
      requiresArg: true,
      describe: "Share of the peak FLOP/s that training reaches  [default: the device's, or 0.4]",
    })
    .option('bandwidth-utilisation', {
      group: GROUP,
      type: 'string',
      requiresArg: true,
      describe: "Share of the memory bandwidth  [default: the device's, or 1]",
    });
}

const NAMES = {
  epochs: '--epochs',
  datasetSize: '--dataset-size',
  batch: '--batch',
  device: '--device',
  utilisation: '--utilisation',
  bandwidthUtilisation: '--bandwidth-utilisation',
} as const;

/**
 * The run that the options describe; undefined where none of them is given.
 *
 * @throws UsageError where one is missing or no number; RequestError where the device cannot be used
 */
export async function runAssumptions(raw: RawArguments): Promise<RunAssumptions | undefined> {
  const given = (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((key) => raw[key] !== undefined);
  const [first] = given;
  if (first === undefined) return undefined;
  requireOptions(given, NAMES[first]);
  const text = (key: keyof typeof NAMES) => String(raw[key]);
  const whole = (key: keyof typeof NAMES) => parseCount(NAMES[key], text(key), 1);
  const settings: RunSettings = {
    epochs: whole('epochs'),
    datasetSize: whole('datasetSize'),
    precision: raw['precision'] as RunSettings['precision'],
    ...(given.includes('batch') && { batch: whole('batch') }),
    ...(given.includes('device') && { device: text('device') }),
    ...(given.includes('utilisation') && { utilisation: share('utilisation', text('utilisation')) }),
    ...(given.includes('bandwidthUtilisation') && {
      bandwidthUtilisation: share('bandwidthUtilisation', text('bandwidthUtilisation')),
    }),
  };
  return readRun(settings);
}

function requireOptions(given: readonly (keyof typeof NAMES)[], first: string): void {
  const missing = (['epochs', 'datasetSize'] as const).filter((key) => !given.includes(key)).map((key) => NAMES[key]);
  if (missing.length > 0)
    throw new UsageError(`${first} is about a training run, which needs ${missing.join(' and ')} too`);
  const ofDevice = given.find((key) => key === 'utilisation' || key === 'bandwidthUtilisation');
  if (ofDevice !== undefined && !given.includes('device'))
    throw new UsageError(`${NAMES[ofDevice]} is about a device: give --device too`);
}

function share(key: keyof typeof NAMES, text: string): number {
  const value = /^(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
  if (value >= LEAST_UTILISATION && value <= 1) return value;
  throw new UsageError(`${NAMES[key]} is ${JSON.stringify(text)}; expected ${SHARE}`);
}
