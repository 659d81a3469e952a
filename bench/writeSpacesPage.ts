import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOGUE_FILE } from '../src/run/catalogue.js';
import type { CompiledSpace } from '../src/run/compiledSpace.js';
import { openSpace } from '../src/run/openSpace.js';
import { catalogueText, spacesPage } from './spacesPage.js';

const opened: CompiledSpace[] = [];
const page = await spacesPage(async (name) => {
  const space = await openSpace(name);
  opened.push(space);
  return space;
});
const catalogue = fileURLToPath(new URL(`../../${CATALOGUE_FILE}`, import.meta.url));
writeFileSync(new URL('../../docs/spaces.md', import.meta.url), page);
mkdirSync(dirname(catalogue), { recursive: true });
writeFileSync(catalogue, catalogueText(opened));
