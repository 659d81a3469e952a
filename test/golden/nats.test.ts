import { describe, expect, it } from 'vitest';
import { findKnown } from '../../src/run/known/locateKnown.js';
import { openSpace } from '../../src/run/openSpace.js';

const open = (name: string) => openSpace(new URL(`../../spaces/${name}.json`, import.meta.url).pathname);

/** FLOPs and parameters as the benchmarks record them: FLOPs are MACs and the 10 biases of the classifier. */
type Records = readonly (readonly [name: string, flops: number | undefined, params: number])[];

const topology: Records = [
  ['best-cifar10', undefined, 1_073_466],
  ['best-cifar100', 184_730_250, 1_288_506],
  ['resnet', undefined, 559_386],
  ['all-conv3x3', 220_119_690, 1_531_546],
  ['all-skip', undefined, 73_306],
  ['nats-tss-0', 15_647_370, 129_306],
  ['nats-tss-11', 113_951_370, 802_426],
  ['nats-tss-284', 11_715_210, 101_306],
];

const size: Records = [
  ['8-8-8-8-8', 4_481_114, 11_714],
  ['8-8-8-16-32', 6_840_650, 49_202],
  ['8-8-8-16-40', 7_991_706, 67_378],
  ['8-8-40-32-40', 21_827_994, 144_834],
  ['64-64-64-64-64', undefined, 713_674],
];

describe.each([
  ['nas-bench-201', topology],
  ['nats-sss', size],
])('the known networks of %s', async (name, records) => {
  const space = await open(name);

  it('are those below, and in the space', async () => {
    const { networks } = await space.known();
    expect(networks.map((network) => network.name)).toEqual(records.map(([network]) => network));
    expect(networks.filter(({ outside }) => outside !== undefined)).toEqual([]);
  });

  it.each(records)('%s has the %s FLOPs and %s parameters of the benchmark', async (network, flops, params) => {
    const { space: holder, index } = await findKnown(space, network);
    const cost = holder.cost(index);
    expect(cost.params).toBe(params);
    expect(flops === undefined ? undefined : Number(cost.macs) + 10).toBe(flops);
  });
});

it('the two best cells on CIFAR-10 cost the same, the 153.27 M FLOPs that the benchmark prints', async () => {
  const space = await open('nas-bench-201');
  const { space: holder, index } = await findKnown(space, 'best-cifar10');
  const best = holder.at(index);
  const swapped = { ...best, 'cell.node3.from1': 'nor_conv_3x3', 'cell.node3.from2': 'nor_conv_1x1' };
  expect(best).toMatchObject({ 'cell.node3.from1': 'nor_conv_1x1', 'cell.node3.from2': 'nor_conv_3x3' });
  expect(holder.cost(holder.indexOf(swapped))).toEqual(holder.cost(index));
  expect(holder.cost(index).macs).toBe(153_272_960);
});
