import { METRICS } from '../cost/metrics.js';
import { printable } from '../report/printable.js';
import { siNumber } from '../report/siNumber.js';
import type { Costs } from '../run/costs.js';
import type { KnownNetwork, PublishedFigures } from '../run/known/knownNetwork.js';
import { roundsTo } from '../run/known/published.js';
import type { Metric } from '../types.js';
import type { AskedArchitecture } from './architectureArguments.js';

/** How a table of an architecture is headed: by its space, its name and its number. */
export function askedTitle({ space, index, known }: AskedArchitecture): string {
  const number = known?.outside === undefined ? String(index) : 'outside the space';
  return printable(known === undefined ? `${space.name} ${number}` : `${space.name} ${known.name} (${number})`);
}

/**
 * What a record of a known network has beside what all records have; a network outside the space has no index in it.
 */
export function knownJson({ known }: Pick<AskedArchitecture, 'known'>): object {
  if (known === undefined) return {};
  const { name, published, note, outside } = known;
  return {
    ...(outside !== undefined && { index: null, outside }),
    known: name,
    published: published.map(({ source, figures }) => ({ source, ...figures })),
    ...(note !== undefined && { note }),
  };
}

/** What there is to say about a known network beside its figures: nothing, or lines. */
export function knownText({ published, note, outside }: KnownNetwork, costs: Costs): string {
  const lines = published.map((entry) => `${publishedText(entry, costs)} (${entry.source})`);
  const texts = [
    ...(lines.length > 0 ? [`published: ${lines.join('; ')}`] : []),
    ...(outside === undefined ? [] : [`outside the space: ${outside}`]),
    ...(note === undefined ? [] : [`note: ${note}`]),
  ];
  return texts.map((text) => `${printable(text)}\n`).join('');
}

function publishedText({ figures }: PublishedFigures, costs: Costs): string {
  const given = METRICS.flatMap((metric) => {
    const figure = figures[metric];
    return figure === undefined ? [] : [`${metric} ${markedFigure(figure, metric, costs)}`];
  });
  return given.join(', ');
}

/** A published figure, with the computed one where that does not round to it. */
function markedFigure(figure: string, metric: Metric, costs: Costs): string {
  return roundsTo(costs[metric], figure) ? figure : `${figure} ≠ ${siNumber(costs[metric])}`;
}
