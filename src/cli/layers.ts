import type { Argv } from 'yargs';
import { alignedTable } from '../report/alignedTable.js';
import { architectureText } from '../report/architectureText.js';
import { percentText } from '../report/percentText.js';
import { shapeText } from '../report/shapeText.js';
import { siNumber } from '../report/siNumber.js';
import type { Costs } from '../run/costs.js';
import type { LayerRow } from '../run/layerRows.js';
import { openSpace } from '../run/openSpace.js';
import { ARCH_OPTION, askedArchitecture, checkOneGiven, type AskedArchitecture } from './architectureArguments.js';
import { DONE, type Command, type RawArguments } from './command.js';
import { costsJson, recordJson } from './recordJson.js';
import { headingStyle } from './headingStyle.js';
import type { Io, Terminal } from './io.js';
import { askedTitle, knownJson } from './knownText.js';
import { costOptions, declareSpace } from './spaceOptions.js';

/** `nascost layers SPACE`: one architecture, layer by layer. */
export const layers: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareSpace(yargs)
    .option('index', { type: 'string', requiresArg: true, describe: 'Number of the architecture, from 0' })
    .option('arch', ARCH_OPTION)
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .example('$0 layers mobilenet --index 0', 'The first network of the space');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  checkOneGiven('layers', raw, ['index', 'arch']);
  const space = await openSpace(String(raw['space']), costOptions(raw));
  const asked = await askedArchitecture(space, raw['index'], raw['arch']);
  await io.out(raw['json'] === true ? layersJson(asked) : layersText(asked, io.results));
  return DONE;
}

const FLOPS = ['forward', 'filterGrad', 'inputGrad'] as const;

function layersText(asked: AskedArchitecture, terminal: Terminal): string {
  const { space, index } = asked;
  const { architecture, costs } = space.costed(index);
  const columns = [
    { title: 'layer' },
    { title: 'type' },
    { title: 'input → output' },
    ...['params', ...FLOPS, 'share'].map((title) => ({ title, align: 'right' as const })),
  ];
  const rows = space.layers(index).map((row) => layerCells(row, costs));
  const total = ['total', '', '', ...figureCells(costs), '100.0 %'];
  const { heading = String } = headingStyle(terminal);
  const head = `${askedTitle(asked)}: ${architectureText(architecture)}\n`;
  return `${head}\n${alignedTable(columns, [...rows, total], { heading })}`;
}

function layerCells(row: LayerRow, total: Costs): string[] {
  const shapes = `${row.inputs.map(shapeText).join(', ')} → ${shapeText(row.output)}`;
  return [row.path, row.type, shapes, ...figureCells(row.costs), percentText(row.costs.training, total.training)];
}

function figureCells(costs: Costs): string[] {
  return [costs.params, ...FLOPS.map((term) => costs[term])].map(siNumber);
}

function layersJson(asked: AskedArchitecture): string {
  const { space, index } = asked;
  const rows = space.layers(index).map(({ path, type, inputs, output, costs, alive }) => ({
    name: path,
    type,
    inputs: inputs.map(shapeText),
    output: shapeText(output),
    ...costsJson(costs),
    alive,
  }));
  return `${JSON.stringify({ ...recordJson(space, space.costed(index)), ...knownJson(asked), layers: rows })}\n`;
}
