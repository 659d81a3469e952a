import { formatProblem } from '../../src/space/formatProblem.js';
import { readSpace } from '../../src/space/readSpace.js';
import { damaged } from '../damaged.js';
import { expectSame } from '../documented.js';
import { drawn } from '../draw.js';
import { shippedFiles } from '../samples.js';
import { spaceOf } from '../spaceGrammar.js';
import type { Target } from '../target.js';

const SHIPPED = shippedFiles('spaces');

/** Damaged space files: a space, or at least one error, in the order of the file and each at a place in it. */
export const spaceText: Target = {
  share: 55,
  inputs: drawn((draw) => {
    const text = draw.chance(15) ? draw.of(SHIPPED) : spaceOf(draw);
    return damaged(text, draw, draw.of(SHIPPED));
  }),
  run(text) {
    const { space, problems } = readSpace(text, 'x.json');
    const errors = problems.filter(({ severity }) => severity === 'error');
    expectSame('whether there is a space', space !== undefined, errors.length === 0);
    const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
    let last = 0;
    for (const problem of problems) {
      const { line, column } = problem.place;
      const length = lines[line - 1]?.length;
      if (length === undefined || column < 1 || column > length + 1)
        throw new Error(`wrong answer: a problem at ${line}:${column}, which is not in the file`);
      if (line * 1e7 + column < last) throw new Error(`wrong answer: the problem at ${line}:${column} is out of order`);
      last = line * 1e7 + column;
      if (problem.message === '') throw new Error(`a problem without a message at ${line}:${column}`);
      formatProblem(problem, 'x.json', text);
    }
    return space !== undefined;
  },
};
