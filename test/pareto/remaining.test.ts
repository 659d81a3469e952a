import { describe, expect, it } from 'vitest';

import { keepRows } from '../../src/pareto/remaining.js';

describe('keepRows', () => {
  it('keeps the numbers that rows had in the whole table, however often it is applied', () => {
    const whole = { columns: [Float64Array.of(0, 10, 20, 30, 40)], count: 5, rows: undefined };
    const once = keepRows(whole, Uint32Array.of(1, 3, 4, 0, 0), 3);
    expect(once).toEqual({ columns: [Float64Array.of(10, 30, 40)], count: 3, rows: Uint32Array.of(1, 3, 4) });
    const twice = keepRows(once, Uint32Array.of(0, 2, 0), 2);
    expect(twice).toEqual({ columns: [Float64Array.of(10, 40)], count: 2, rows: Uint32Array.of(1, 4) });
  });
});
