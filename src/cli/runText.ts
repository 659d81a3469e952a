import { alignedTable } from '../report/alignedTable.js';
import { bigCount } from '../report/bigCount.js';
import { durationText } from '../report/durationText.js';
import { siNumber } from '../report/siNumber.js';
import { siQuantity } from '../report/siQuantity.js';
import type { Costs } from '../run/costs.js';
import { RUN_FIGURES, type RunFigure } from '../run/pricing/priceBudget.js';
import { priceRun, type RunTime } from '../run/pricing/priceRun.js';
import type { RunAssumptions, RunHardware } from '../run/pricing/readRun.js';
import { headingStyle } from './headingStyle.js';
import type { Terminal } from './io.js';

/** The price of one run for people, as a table. */
export function runText(costs: Costs, run: RunAssumptions, terminal: Terminal): string {
  const { flops, bytes, time } = priceRun(costs, run);
  const rows = [
    row('run-flops', siNumber(flops), flops),
    row('run-bytes', siNumber(bytes), bytes),
    ...(time === undefined ? [] : timeRows(time)),
  ];
  const columns = [
    { title: 'one run' },
    { title: 'figure', align: 'right' as const },
    { title: 'exactly', align: 'right' as const },
    { title: 'unit' },
    { title: 'meaning' },
  ];
  return alignedTable(columns, rows, headingStyle(terminal));
}

/** A figure that a budget may be given in. */
function row(name: RunFigure, figure: string, exactly: bigint | '' = ''): string[] {
  const { unit = '', meaning = '' } = RUN_FIGURES.find((described) => described.name === name) ?? {};
  return [name, figure, exactly.toString(), unit, meaning];
}

function timeRows({ computeSeconds, memorySeconds, seconds, bound, gpuHours, kilowattHours }: RunTime): string[][] {
  return [
    duration('compute time', computeSeconds, 'FLOPs / (peak x utilisation)'),
    duration('memory time', memorySeconds, 'bytes / (bandwidth x utilisation)'),
    duration('time', seconds, `the longer of the two, on one device: ${bound} bounds this run`),
    row('gpu-hours', siNumber(gpuHours)),
    ...(kilowattHours === undefined ? [] : [row('energy', siNumber(kilowattHours))]),
  ];
}

function duration(name: string, seconds: number, meaning: string): string[] {
  const [figure = '', unit = ''] = durationText(seconds).split(' ');
  return [name, figure, '', unit, meaning];
}

/** What the prices assume, in a few lines. */
export function assumptionsText(run: RunAssumptions): string {
  const { epochs, datasetSize, batch, samples, steps, hardware } = run;
  const count = (value: number | bigint) => bigCount(BigInt(value));
  const partial = datasetSize % batch === 0 ? '' : ', the last of an epoch a partial one that costs its samples alone';
  const lines = [
    `a run is ${count(epochs)} x ${count(datasetSize)} = ${count(samples)} samples, in ${count(steps)} steps of batch ${count(batch)}${partial}`,
    `every sample costs what one costs alone: the traffic of weights is counted per sample, too high for batches above 1`,
    ...(hardware === undefined ? ['no --device: a run without one takes no time'] : hardwareLines(hardware)),
  ];
  return `assumptions\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function hardwareLines(hardware: RunHardware): string[] {
  const { device, precision, peak, utilisation, bandwidthUtilisation, flopsPerSecond, bytesPerSecond } = hardware;
  const flops = `${siQuantity(peak, 'FLOP/s')} at ${precision} x utilisation ${utilisation} = ${siQuantity(flopsPerSecond, 'FLOP/s')}`;
  const bytes = `${siQuantity(device.bandwidth, 'B/s')} x utilisation ${bandwidthUtilisation} = ${siQuantity(bytesPerSecond, 'B/s')}`;
  const power = device.power === undefined ? 'no power is known' : `${device.power} W all the time`;
  return [`${device.name}: ${flops}; ${bytes}; ${power}`, `figures of ${device.name}: ${device.source}`];
}
