import { expect, test } from 'vitest';
import { ByteBuilder } from '../../src/report/blocks/byteBuilder.js';
import { textRecord } from '../../src/report/blocks/textRecord.js';
import type { TextFormat } from '../../src/report/fileFormat.js';

const schema = {
  space: 'tiny, "quoted"',
  hash: 'abc',
  options: { precision: 'float32', optimizer: 'adam', inputGradient: 'needed' } as const,
  decisions: [
    { name: 'depth', values: [1, 2] },
    { name: 'block.kernel', values: [3, 5] },
    { name: 'pick', values: [['a', 'b'] as const, ['c'] as const] },
  ],
  metrics: ['training', 'params'] as const,
  measures: [],
  origin: {},
};

function text(format: TextFormat, index: bigint): string {
  const out = new ByteBuilder();
  textRecord(format, schema).append(out, index, Int32Array.of(1, -1, 0), [2n ** 60n, 12], {
    figures: [],
    error: undefined,
  });
  return new TextDecoder().decode(out.finish());
}

test('a JSON record has the index as text, active decisions alone, exact figures, the hash and the options', () => {
  const line = text('jsonl', 2n ** 70n);
  expect(line.endsWith('}\n')).toBe(true);
  expect(JSON.parse(line)).toEqual({
    index: '1180591620717411303424',
    arch: { depth: 2, pick: ['a', 'b'] },
    training: '1152921504606846976',
    params: 12,
    space: 'tiny, "quoted"',
    hash: 'abc',
    options: { precision: 'float32', optimizer: 'adam', inputGradient: 'needed' },
  });
});

test('a CSV record has a cell per decision, empty where it is inactive, quoted where it must be', () => {
  expect(textRecord('csv', schema).header).toBe('index,depth,block.kernel,pick,training,params,space,hash\n');
  expect(text('csv', 7n)).toBe('7,2,,a+b,1152921504606846976,12,"tiny, ""quoted""",abc\n');
});
