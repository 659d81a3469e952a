import { checkOptions, type OptionRule, type OptionRules } from '../checkOptions.js';
import { RequestError } from '../errors.js';
import { checkDevice, LEAST_UTILISATION, PRECISIONS, SHARE, type Device, type Precision } from './checkDevice.js';
import { deviceFile } from './deviceFile.js';
import { readDevice } from './readDevice.js';

/** What a user says about a training run. */
export interface RunSettings {
  readonly epochs: number;
  /** Samples per epoch. */
  readonly datasetSize: number;
  /** Samples per step; 128 unless given. */
  readonly batch?: number;
  /** A device, its file, or the name of a shipped one. Without it a run has FLOPs and bytes, but takes no time. */
  readonly device?: Device | string;
  /** Overrides the device's, and that 0.4 where the device says nothing. */
  readonly utilisation?: number;
  /** Overrides the device's, and that 1 where the device says nothing. */
  readonly bandwidthUtilisation?: number;
  /** Which peak of the device holds; float32 unless given. */
  readonly precision?: Precision;
}

/** A training run, checked and complete: what a price assumes. */
export interface RunAssumptions {
  readonly epochs: number;
  readonly datasetSize: number;
  readonly batch: number;
  /** epochs x datasetSize. */
  readonly samples: bigint;
  /** epochs x ceil(datasetSize / batch): the last batch of an epoch may be a partial one. */
  readonly steps: bigint;
  readonly hardware?: RunHardware;
}

export interface RunHardware {
  readonly device: Device;
  readonly precision: Precision;
  /** FLOP/s at that precision. */
  readonly peak: number;
  readonly utilisation: number;
  readonly bandwidthUtilisation: number;
  /** peak x utilisation, in FLOP/s. */
  readonly flopsPerSecond: number;
  /** bandwidth x bandwidthUtilisation, in bytes per second. */
  readonly bytesPerSecond: number;
}

const COUNT: OptionRule = {
  expected: 'a whole number from 1 to 2^53 - 1',
  holds: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
};

const SHARE_RULE: OptionRule = {
  expected: SHARE,
  holds: (value) => typeof value === 'number' && value >= LEAST_UTILISATION && value <= 1,
};

/** What is in a device is checked where it is read. */
const SETTING_RULES: OptionRules<RunSettings> = {
  epochs: COUNT,
  datasetSize: COUNT,
  batch: COUNT,
  device: {
    expected: 'a device, its file, or the name of a shipped one',
    holds: (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
  },
  utilisation: SHARE_RULE,
  bandwidthUtilisation: SHARE_RULE,
  precision: {
    expected: PRECISIONS.join(', '),
    holds: (value) => PRECISIONS.some((precision) => precision === value),
    words: PRECISIONS,
  },
};

export const DEFAULT_BATCH = 128;
export const DEFAULT_UTILISATION = 0.4;
export const DEFAULT_BANDWIDTH_UTILISATION = 1;

/**
 * Completes and checks the settings of a run.
 *
 * @throws RequestError where a figure is out of range, a device cannot be read, or it has no peak at the precision
 */
export async function readRun(settings: RunSettings): Promise<RunAssumptions> {
  checkOptions('readRun', settings, SETTING_RULES, ['epochs', 'datasetSize']);
  const { epochs, datasetSize, batch = DEFAULT_BATCH } = settings;
  const stepsPerEpoch = (BigInt(datasetSize) + BigInt(batch) - 1n) / BigInt(batch);
  return {
    epochs,
    datasetSize,
    batch,
    samples: BigInt(epochs) * BigInt(datasetSize),
    steps: BigInt(epochs) * stepsPerEpoch,
    ...(settings.device !== undefined && { hardware: await readHardware(settings.device, settings) }),
  };
}

async function readHardware(given: Device | string, settings: RunSettings): Promise<RunHardware> {
  const { precision = 'float32' } = settings;
  const device = typeof given === 'string' ? await readDevice(deviceFile(given)) : checkDevice(given, 'device');
  const peak = device.peak[precision];
  if (peak === undefined) {
    const known = Object.keys(device.peak).join(', ');
    throw new RequestError(
      `${device.name} has no peak at ${precision}; its file has ${known}: choose another precision`,
    );
  }
  const utilisation = settings.utilisation ?? device.utilisation ?? DEFAULT_UTILISATION;
  const bandwidthUtilisation =
    settings.bandwidthUtilisation ?? device.bandwidthUtilisation ?? DEFAULT_BANDWIDTH_UTILISATION;
  return {
    device,
    precision,
    peak,
    utilisation,
    bandwidthUtilisation,
    flopsPerSecond: peak * utilisation,
    bytesPerSecond: device.bandwidth * bandwidthUtilisation,
  };
}
