import { openSpace } from '../../src/index.js';
import { checkSpace } from '../checkSpace.js';
import { damaged } from '../damaged.js';
import { answerOf } from '../documented.js';
import { drawn } from '../draw.js';
import { spaceOf } from '../spaceGrammar.js';
import type { Target } from '../target.js';

/** Small spaces, sound or slightly damaged: those that open give the answers of plain evaluation. */
export const spaces: Target = {
  share: 12,
  inputs: drawn((draw) => {
    const isDamaged = draw.chance(40);
    const text = spaceOf(draw);
    return isDamaged ? damaged(text, draw) : text;
  }),
  async run(text) {
    const space = await answerOf(() => openSpace({ text }));
    if (space === undefined) return false;
    await checkSpace(space);
    return true;
  },
};
