import { describe } from 'vitest';
import { testNds } from './nds.js';

// each of two cells has (2 x … x 6)^2 wirings and 8^10 operations; three widths, five depths
describe('nds-pnas', () => {
  testNds('nds-pnas', 'cifar10', (2n * 3n * 4n * 5n * 6n) ** 4n * 8n ** 20n * 15n, 10);
});
