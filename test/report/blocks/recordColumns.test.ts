import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordColumns } from '../../../src/report/blocks/recordColumns.js';
import { anyRecords } from './records.js';

test('columns are called differently, and a decision as it is called itself where it can be', () => {
  fc.assert(
    fc.property(anyRecords, ({ schema }) => {
      const names = recordColumns(schema).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      const others = ['index', ...schema.metrics, ...schema.measures, ...(schema.measures.length > 0 ? ['error'] : [])];
      for (const { name } of schema.decisions) expect(names).toContain(name);
      schema.decisions.forEach(({ name }, d) => {
        if (!others.includes(name)) expect(names[1 + d]).toBe(name);
      });
    }),
  );
});

test('a decision that is called as another column is gets a name that is free', () => {
  const schema = {
    space: 'tiny',
    hash: '0a1b',
    options: { precision: 'float32', optimizer: 'adam', inputGradient: 'needed' } as const,
    decisions: ['index', 'arch.index', 'params', 'error'].map((name) => ({ name, values: [1] })),
    metrics: ['params'] as const,
    measures: [],
    origin: {},
  };
  expect(recordColumns(schema).map(({ name }) => name)).toEqual([
    'index',
    'arch.arch.index',
    'arch.index',
    'arch.params',
    'error',
    'params',
  ]);
});
