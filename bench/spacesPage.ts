import type { CompiledSpace } from '../src/run/compiledSpace.js';
import type { KnownNetwork } from '../src/run/known/knownNetwork.js';
import { locateKnown } from '../src/run/known/locateKnown.js';
import { roundsTo } from '../src/run/known/published.js';
import { shippedSpaces } from '../src/run/shippedSpaces.js';
import { diagramText } from './diagramText.js';
import { groupDigits } from '../src/report/groupDigits.js';
import type { Metric } from '../src/types.js';

/**
 * `docs/spaces.md`: every shipped space, and every network in it that people know by name, against what was published.
 *
 * @param open opens a shipped space by its name
 */
export async function spacesPage(open: (name: string) => Promise<CompiledSpace>): Promise<string> {
  const rows: string[] = [];
  const sections: string[] = [];
  for (const name of shippedSpaces()) {
    const space = await open(name);
    rows.push(tableRow(name, space));
    sections.push(await section(name, space));
  }
  return `${INTRODUCTION}\n${HEAD}\n${rows.join('\n')}\n\n${sections.join('\n')}`;
}

/** What `nascost list` knows of spaces that have not been edited. */
export function catalogueText(spaces: readonly CompiledSpace[]): string {
  const entries = spaces.map(({ hash, size, decisions }) => [
    hash,
    { size: size.toString(), decisions: decisions.length },
  ]);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

/** The page without what depends on the machine. */
export function withoutTimes(page: string): string {
  return page.replaceAll(/ [\d,.]+ m?s \|/g, ' |');
}

const INTRODUCTION = `# The spaces

<!-- Written by \`npm run docs\` from spaces/ and spaces/known/: edit those. -->

Every space is a file that reads like its paper's table; \`nascost cost SPACE --arch NAME\` prices a network of it that people know by name. All figures here are computed from
the files, exact, for batch 1: a multiply-accumulate is one MAC and two FLOPs, \`training\` is the forward pass and both gradients. A published figure is marked with ≠ where the
computed one does not round to it; the note says which layer makes the difference.

The last columns are the decision diagram that a space compiles to, and how long that took on one core (2 shared cores, Node 20). *Wide* layers read so many decisions that they are priced per
architecture; whole-space questions are then answered by enumeration or a sample, or refused.
`;

const HEAD = `| space | source | architectures | decisions | diagram | compiled in |
| --- | --- | ---: | ---: | --- | ---: |`;

function tableRow(name: string, space: CompiledSpace): string {
  const { definition, size, decisions, stats } = space;
  const time = milliseconds(stats.traceMilliseconds + stats.milliseconds);
  const cells = [
    `[${name}](#${anchor(name)})`,
    definition.source ?? '',
    groupDigits(size),
    groupDigits(decisions.length),
  ];
  return `| ${[...cells, diagramText(space), time].map(cell).join(' | ')} |`;
}

function milliseconds(time: number): string {
  return time < 1000 ? `${Math.ceil(time)} ms` : `${(time / 1000).toFixed(1)} s`;
}

async function section(name: string, space: CompiledSpace): Promise<string> {
  const { notes, networks } = await space.known();
  const parts = [`## ${name}\n`, `${space.definition.description ?? ''}\n`, ...notes.map((note) => `- ${note}`)];
  if (notes.length > 0) parts.push('');
  if (networks.length > 0) parts.push(knownTable(space, networks));
  return parts.join('\n');
}

function knownTable(space: CompiledSpace, networks: readonly KnownNetwork[]): string {
  const rows = networks.flatMap((network) => knownRows(space, network));
  return `| network | training FLOPs | metric | computed | published | source |
| --- | ---: | --- | ---: | ---: | --- |
${rows.join('\n')}
${networks.flatMap(remarks).join('')}`;
}

/** A row per published figure, and one for a network of which nothing was published. */
function knownRows(space: CompiledSpace, network: KnownNetwork): string[] {
  const located = locateKnown(space, network);
  const costs = located.space.cost(located.index);
  const label = [`\`${network.name}\``, groupDigits(costs.training)];
  const figures = network.published.flatMap((entry) =>
    (Object.entries(entry.figures) as [Metric, string][]).map(([metric, figure]) => {
      const mark = roundsTo(costs[metric], figure) ? figure : `≠ ${figure}`;
      return [metric, groupDigits(costs[metric]), mark, entry.source];
    }),
  );
  if (figures.length === 0) figures.push(['macs', groupDigits(costs.macs), '', '']);
  return figures.map((figure, i) => `| ${[...(i === 0 ? label : ['', '']), ...figure].map(cell).join(' | ')} |`);
}

function remarks({ name, note, outside }: KnownNetwork): string[] {
  return [
    ...(outside === undefined ? [] : [`\n\`${name}\` lies outside the space: ${outside}.\n`.replace('..\n', '.\n')]),
    ...(note === undefined ? [] : [`\n\`${name}\`: ${note}\n`]),
  ];
}

function anchor(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9 _-]/g, '');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
