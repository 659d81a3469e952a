import type { Argv } from 'yargs';
import { alignedTable } from '../report/alignedTable.js';
import { siQuantity } from '../report/siQuantity.js';
import { PRECISIONS, type Device } from '../run/pricing/checkDevice.js';
import { deviceFile, shippedDevices } from '../run/pricing/deviceFile.js';
import { readDevice } from '../run/pricing/readDevice.js';
import { DONE, type Command, type RawArguments } from './command.js';
import { headingStyle } from './headingStyle.js';
import type { Io } from './io.js';

/** `nascost devices`: the devices that ship. */
export const devices: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return yargs.option('json', {
    type: 'boolean',
    default: false,
    describe: 'Print one JSON document per device and line',
  });
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const shipped = await Promise.all(shippedDevices().map((name) => readDevice(deviceFile(name))));
  if (raw['json'] === true) await io.out(shipped.map((device) => `${JSON.stringify(device)}\n`).join(''));
  else await io.out(alignedTable(COLUMNS, shipped.map(cells), headingStyle(io.results)));
  return DONE;
}

const COLUMNS = [
  { title: 'device' },
  ...[...PRECISIONS, 'bandwidth', 'power', 'memory', 'utilisation'].map((title) => ({
    title,
    align: 'right' as const,
  })),
  { title: 'source' },
];

function cells({ name, source, peak, bandwidth, power, memory, utilisation }: Device): string[] {
  const rates = PRECISIONS.map((precision) => scaled(peak[precision], 'FLOP/s'));
  const share = utilisation === undefined ? '' : String(utilisation);
  return [name, ...rates, scaled(bandwidth, 'B/s'), scaled(power, 'W'), scaled(memory, 'B'), share, source];
}

function scaled(value: number | undefined, unit: string): string {
  return value === undefined ? '-' : siQuantity(value, unit);
}
