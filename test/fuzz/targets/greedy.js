import * as fc from 'fast-check';

export const greedy = {
  share: 1,
  inputs: fc.constant('a'),
  run(input) {
    const kept = [];
    for (let i = 0; i < (input === 'a' ? Infinity : 0); i++) kept.push(new Uint8Array(1 << 20).fill(1));
    return kept.length === 0;
  },
};
