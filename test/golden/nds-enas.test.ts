import { describe } from 'vitest';
import { testNds } from './nds.js';

// each of two cells has (2 x … x 6)^2 wirings and 5^10 operations; three widths, five depths
describe('nds-enas', () => {
  testNds('nds-enas', 'cifar10', (2n * 3n * 4n * 5n * 6n) ** 4n * 5n ** 20n * 15n, 10);
});
