import type { TableColumn } from '../report/alignedTable.js';
import { siNumber } from '../report/siNumber.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { Costs } from '../run/costs.js';
import type { KnownNetwork } from '../run/known/knownNetwork.js';
import { locateKnown } from '../run/known/locateKnown.js';
import { roundsTo } from '../run/known/published.js';
import type { Metric } from '../types.js';
import { knownJson } from './knownText.js';
import { recordJson } from './recordJson.js';

export const KNOWN_COLUMNS: readonly TableColumn[] = [
  { title: 'space' },
  { title: 'network' },
  { title: 'macs', align: 'right' },
  { title: 'published', align: 'right' },
  { title: 'params', align: 'right' },
  { title: 'published', align: 'right' },
  { title: 'training', align: 'right' },
  { title: 'remarks' },
];

/** A row per network that is known by name: its figures beside the published ones. */
export async function knownRows(space: CompiledSpace, name: string): Promise<string[][]> {
  const { networks } = await space.known();
  return networks.map((network) => {
    const located = locateKnown(space, network);
    const costs = located.space.cost(located.index);
    return [
      name,
      network.name,
      siNumber(costs.macs),
      publishedCell(network, 'macs', costs),
      siNumber(costs.params),
      publishedCell(network, 'params', costs),
      siNumber(costs.training),
      remarks(network, costs),
    ];
  });
}

/** A record per network that is known by name. */
export async function knownRecords(space: CompiledSpace): Promise<object[]> {
  const { networks } = await space.known();
  return networks.map((network) => {
    const located = locateKnown(space, network);
    return { ...recordJson(space, located.space.costed(located.index)), ...knownJson(located) };
  });
}

/** What was published of a metric, each figure once; `≠` marks those that the computed one does not round to. */
function publishedCell({ published }: KnownNetwork, metric: Metric, costs: Costs): string {
  const figures = new Set(published.flatMap(({ figures: { [metric]: figure } }) => figure ?? []));
  return [...figures].map((figure) => (roundsTo(costs[metric], figure) ? figure : `≠ ${figure}`)).join(', ');
}

function remarks({ outside, note, published }: KnownNetwork, costs: Costs): string {
  const others = published.flatMap(({ figures }) =>
    (Object.entries(figures) as [Metric, string][])
      .filter(([metric]) => metric !== 'macs' && metric !== 'params')
      .map(
        ([metric, figure]) =>
          `${metric} ${figure}${roundsTo(costs[metric], figure) ? '' : ` ≠ ${siNumber(costs[metric])}`}`,
      ),
  );
  const marks = [outside === undefined ? '' : 'outside the space', note === undefined ? '' : 'see its note'];
  return [...new Set(others), ...marks].filter((text) => text !== '').join('; ');
}
