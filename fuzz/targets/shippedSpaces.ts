import { openSpace } from '../../src/index.js';
import { checkSpace } from '../checkSpace.js';
import { damageJson } from '../damageJson.js';
import { answerOf } from '../documented.js';
import { drawn } from '../draw.js';
import { shippedFiles } from '../samples.js';
import type { Target } from '../target.js';

/** Without those that take longer than a tenth of a second to open. */
const SLOW =
  /^(bert|gpt|darts.*|nds-.*|nasnet|pnas|nas-bench-101|anynet-x|auto-deeplab|efficientnet|fbnet|maskconnect|metaqnn|regnet-.|wavenet|x3d)$/;
const SHIPPED = shippedFiles('spaces').filter(
  (text) => !SLOW.test((JSON.parse(text) as { readonly name: string }).name),
);

/** Shipped spaces with damaged values: large, and nearly sound. */
export const shippedSpaces: Target = {
  share: 0.5,
  // diagrams that are built up to the limit, three times over
  patience: 12,
  inputs: drawn((draw) => damageJson(draw.of(SHIPPED), draw, draw.of(SHIPPED))),
  async run(text) {
    const space = await answerOf(() => openSpace({ text }));
    if (space === undefined) return false;
    await checkSpace(space);
    return true;
  },
};
