import * as fc from 'fast-check';

let tried = 0;

export const sound = { share: 1, inputs: fc.string(), run: () => tried++ % 2 === 0 };
