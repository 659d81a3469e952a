import { writeFileSync } from 'node:fs';
import { openSpace } from '../src/run/openSpace.js';
import { spacesPage } from './spacesPage.js';

writeFileSync(new URL('../../docs/spaces.md', import.meta.url), await spacesPage(openSpace));
