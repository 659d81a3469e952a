import * as fc from 'fast-check';

export const fatal = {
  share: 1,
  inputs: fc.constant('a'),
  run(input) {
    if (input === 'a') process.abort();
    return true;
  },
};
