import { describe } from 'vitest';
import { testNds } from './nds.js';

// each of two cells has (2 x … x 5)^2 wirings and 7^8 operations; three widths, five depths
describe('nds-darts', () => {
  testNds('nds-darts', 'cifar10', (2n * 3n * 4n * 5n) ** 4n * 7n ** 16n * 15n, 10);
});
describe('nds-darts-imagenet', () => {
  testNds('nds-darts-imagenet', 'imagenet', (2n * 3n * 4n * 5n) ** 4n * 7n ** 16n * 12n, 1000);
});
