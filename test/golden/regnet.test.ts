import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findKnown } from '../../src/run/known/locateKnown.js';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture } from '../../src/types.js';
import { compileGolden } from './compiled.js';
import { pyclsFigures, regnetStages } from './pyclsNetwork.js';
import { randomArchitectures } from './randomArchitectures.js';

type Values = readonly [depth: number, w0: number, wa: number, wm: number, groupWidth: number];
type Pycls = readonly [flops: number, params: number, acts: number];

const spaceFile = (name: string) => new URL(`../../spaces/${name}.json`, import.meta.url);
const { sampled, published } = JSON.parse(
  readFileSync(new URL('spaces/regnet-pycls.json', import.meta.url), 'utf8'),
) as { sampled: [Values, Pycls][]; published: [string, Values, Pycls][] };

function originalOf([depth, w0, wa, wm, groupWidth]: Values, squeezes: boolean) {
  return pyclsFigures(regnetStages([depth, w0, wa, wm], groupWidth), squeezes);
}

const valuesOf = ({ depth, w0, wa, wm, groupWidth }: Architecture) =>
  [depth, w0, wa, wm, groupWidth] as never as Values;

describe.each([
  { name: 'regnet-x', squeezes: false, counted: sampled },
  { name: 'regnet-y', squeezes: true, counted: [] },
])('$name', ({ name, squeezes, counted }) => {
  const space = compileGolden(readFileSync(spaceFile(name), 'utf8'));

  it('has as many architectures as pycls’ sampler has tuples', () => expect(space.size).toBe(21_616_218_624n));

  it('costs any network what its layers add up to', () => {
    for (const architecture of randomArchitectures(space.graph.decisions, 120)) {
      expect(space.index(architecture)).toBeDefined();
      const { flops, acts, biases, figures } = originalOf(valuesOf(architecture), squeezes);
      const cost = space.cost(architecture);
      const { forward, filterGrad, inputGrad, training, params } = cost;
      expect([forward, filterGrad, inputGrad, training, params], JSON.stringify(architecture)).toEqual(figures);
      expect([Number(cost.macs) + biases, cost.activations]).toEqual([flops, acts]);
    }
  });

  it.each(counted)(
    '%j has the flops, params and acts that pycls counts',
    ([depth, w0, wa, wm, groupWidth], [flops, params, acts]) => {
      const cost = space.cost({ depth, w0, wa, wm, groupWidth });
      expect([Number(cost.macs) + 1000, cost.params, cost.activations]).toEqual([flops, params, acts]);
    },
  );

  it('knows the models of the zoo, as pycls counts them', async () => {
    const opened = await openSpace(spaceFile(name).pathname);
    const { networks } = await opened.known();
    const zoo = published.filter(([model]) => model.toLowerCase().startsWith(name.replace('-', '')));
    expect(networks.map((network) => network.name).toSorted()).toEqual(
      zoo.map(([model]) => model.toLowerCase()).toSorted(),
    );
    for (const [model, values, [flops, params, acts]] of zoo) {
      const { space: holder, index, known } = await findKnown(opened, model);
      const cost = holder.cost(index);
      const { biases } = originalOf(values, squeezes);
      expect([Number(cost.macs) + biases, cost.params, cost.activations], model).toEqual([flops, params, acts]);
      expect(known.outside !== undefined, model).toBe(model.endsWith('-32GF'));
    }
  });
});

it.each(published)('the layers of %s add up to what pycls counts', (model, values, pycls) => {
  const { flops, params, acts } = originalOf(values, model.startsWith('RegNetY'));
  expect([flops, params, acts]).toEqual(pycls);
});
