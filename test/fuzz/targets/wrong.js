import * as fc from 'fast-check';

export const wrong = {
  share: 1,
  inputs: fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 5 }),
  run(input) {
    if (input.includes('b')) throw new Error('wrong answer: b');
    return true;
  },
};
