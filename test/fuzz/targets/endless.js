import * as fc from 'fast-check';

export const endless = {
  share: 1,
  inputs: fc.constant('a'),
  run(input) {
    let turns = 0;
    for (let i = 0; i < (input === 'a' ? Infinity : 0); i++) turns ^= i;
    return turns === 0;
  },
};
