import { locateKnown } from '../../src/run/known/locateKnown.js';
import { knownNetworks as readKnown } from '../../src/run/known/knownNetworks.js';
import { roundsTo } from '../../src/run/known/published.js';
import type { Metric } from '../../src/index.js';
import { damaged } from '../damaged.js';
import { answerOf } from '../documented.js';
import { drawn } from '../draw.js';
import { shippedFiles } from '../samples.js';
import { scratchFile } from '../scratch.js';
import { smallSpace } from '../smallSpaces.js';
import type { Target } from '../target.js';

const OWN = JSON.stringify({
  space: 'repeated',
  notes: ['A note.'],
  networks: {
    'small-1': {
      arch: { 'stage.depth': 1, 'stage.block1.mix.out': 16, 'stage.block1.mix.kernel': 3 },
      published: [{ source: 'a paper', macs: '1.2M', params: '448' }],
    },
    'large-2.0': {
      arch: { 'stage.depth': 2, 'stage.block*.mix.*': 24, 'stage.block*.mix.kernel': [3, 5] },
      published: [],
      note: 'no figures',
    },
    wider: {
      arch: { 'stage.depth': 1, 'stage.block*.mix.out': 20, 'stage.block*.mix.kernel': 7 },
      outside: 'no such width',
    },
  },
});

const SHIPPED = shippedFiles('spaces/known');

/** Damaged files of known networks, read and looked for in a space. */
export const knownNetworks: Target = {
  share: 18,
  inputs: drawn((draw) => damaged(draw.chance(20) ? draw.of(SHIPPED) : OWN, draw, draw.of(SHIPPED))),
  async run(text) {
    const path = scratchFile('known.json', text);
    const known = await answerOf(() => readKnown(path));
    const space = await smallSpace(1);
    for (const network of known?.networks ?? []) {
      const located = await answerOf(() => locateKnown(space, network));
      if (located === undefined) continue;
      const costs = located.space.cost(located.index);
      for (const { figures } of network.published) {
        for (const [metric, figure] of Object.entries(figures)) roundsTo(costs[metric as Metric], figure);
      }
    }
    return known !== undefined;
  },
};
