import { describe } from 'vitest';
import { testNds } from './nds.js';

// each of two cells has (2 x … x 6)^2 wirings and 13^10 operations; two widths, six depths
describe('nds-nasnet-imagenet', () => {
  testNds('nds-nasnet-imagenet', 'imagenet', (2n * 3n * 4n * 5n * 6n) ** 4n * 13n ** 20n * 12n, 1000);
});
