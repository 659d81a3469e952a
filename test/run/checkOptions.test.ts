import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ArchitectureError,
  mergeParts,
  METRICS,
  openSpace,
  RequestError,
  sampleReport,
  type SampleOptions,
} from '../../src/index.js';
import { checkOptions, type OptionRule } from '../../src/run/checkOptions.js';

const FILE = join(import.meta.dirname, '../cli/spaces/tiny.json');
const tiny = await openSpace(FILE);

/** Callers whose compiler checks nothing. */
const unchecked = <T>(value: unknown): T => value as T;

/** What a call throws, synchronously or later. */
async function thrown(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const REPORT: SampleOptions = {
  count: 5,
  seed: 0,
  by: 'architecture',
  replace: false,
  objectives: [{ metric: 'training', direction: 'min' }],
  ties: 'all',
  metrics: ['training', 'params'],
  workers: 0,
};

describe('openSpace', () => {
  test.each([
    [undefined, 'the space is undefined; expected a path, the name of a shipped space, or { text }'],
    [null, 'the space is null; expected'],
    [3, 'the space is 3; expected'],
    [{}, 'a space as text needs text; expected text'],
    [{ text: 3 }, 'text is 3; expected text'],
    [{ txt: '{}' }, '"txt" is not an option of a space as text; did you mean "text"?'],
  ])('refuses the source %j', async (source, message) => {
    const error = await thrown(() => openSpace(unchecked(source)));
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });

  test.each([
    [null, 'openSpace got null; expected an object of options'],
    [{ precison: 'float16' }, '"precison" is not an option of openSpace; did you mean "precision"?'],
    [{ zzz: 1 }, '"zzz" is not an option of openSpace; the options are precision, optimizer, inputGradient'],
    [
      { precision: 'flot16' },
      'precision is "flot16"; expected "float32", "float16", "bfloat16" or "float64"; did you mean "float16"?',
    ],
    [{ optimizer: ['adam'] }, 'optimizer is ["adam"]; expected "sgd", "momentum" or "adam"'],
    [{ inputGradient: true }, 'inputGradient is true; expected "needed" or "all"'],
  ])('refuses the options %j', async (options, message) => {
    const error = await thrown(() => openSpace(FILE, unchecked(options)));
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });

  test('takes an undefined option for one that is not given', async () => {
    const space = await openSpace(FILE, { precision: unchecked(undefined), inputGradient: undefined });
    expect(space.cost(0)).toEqual(tiny.cost(0));
  });
});

describe('sample and enumerate', () => {
  test.each([
    [() => tiny.sample(unchecked({ by: 'x' })), 'by is "x"; expected "architecture" or "decision"'],
    [() => tiny.sample(unchecked({ by: 'decisions' })), 'did you mean "decision"?'],
    [() => tiny.sample({ count: -1 }), 'count is -1; expected a whole number from 0'],
    [() => tiny.sample(unchecked({ count: '10' })), 'count is "10"; expected a whole number from 0'],
    [() => tiny.sample({ count: Number.NaN }), 'count is NaN'],
    [() => tiny.sample(unchecked({ cuont: 3 })), '"cuont" is not an option of sample; did you mean "count"?'],
    [() => tiny.sample(unchecked({ replace: 'yes' })), 'replace is "yes"; expected true or false'],
    [() => tiny.sample(unchecked({ metrics: ['training', 'parms'] })), 'metrics[1] is "parms"; expected'],
    [() => tiny.sample(unchecked({ metrics: ['training', 'parms'] })), 'did you mean "params"?'],
    [() => tiny.sample(unchecked({ metrics: 'params' })), 'metrics is "params"; expected a list of metrics'],
    [() => tiny.sample({ workers: -1 }), 'workers is -1; expected a whole number from 0 to 1024'],
    [() => tiny.sample({ workers: 1.5 }), 'workers is 1.5'],
    [() => tiny.sample(unchecked({ signal: true })), 'signal is true; expected an AbortSignal'],
    [() => tiny.sample(unchecked(5)), 'sample got 5; expected an object of options'],
    [() => tiny.enumerate(unchecked({ from: 'a' })), 'from is "a"; expected a whole number from 0'],
    [() => tiny.enumerate({ to: 1.5 }), 'to is 1.5; expected a whole number from 0'],
    [() => tiny.enumerate({ from: -1n }), 'from is -1n; expected a whole number from 0'],
    [() => tiny.enumerate(unchecked({ form: 1 })), 'did you mean "from"?'],
  ])('%s is refused at once', async (call, message) => {
    // a generator that is made has not refused anything yet
    expect(call).toThrow(RequestError);
    expect(call).toThrow(message);
  });

  test('no metrics are as good as some', async () => {
    for await (const { count, metrics, index } of tiny.sample({ count: 5, metrics: [] })) {
      expect([count, metrics]).toEqual([5, {}]);
      expect(index(0)).toBeLessThan(tiny.size);
    }
  });
});

describe('an architecture', () => {
  test.each([
    [
      () => tiny.cost(unchecked('12')),
      'the architecture is "12"; expected an index (a number or a bigint), or an object',
    ],
    [() => tiny.cost(unchecked(undefined)), 'the architecture is undefined; expected'],
    [() => tiny.layers(unchecked(null)), 'the architecture is null; expected'],
    [() => tiny.costed(unchecked([1])), 'the architecture is [1]; expected'],
    [() => tiny.indexOf(unchecked('x')), 'the architecture is "x"; expected an object of decisions and values'],
    [() => tiny.at(unchecked({ a: 1 })), 'index is {"a":1}; expected a whole number from 0'],
    [() => tiny.at(unchecked('3')), 'index is "3"; expected a whole number from 0'],
  ])('%s is refused', (call, message) => {
    expect(call).toThrow(RequestError);
    expect(call).toThrow(message);
  });

  test('outside of the space is a RangeError that says what a number cannot hold', () => {
    expect(() => tiny.at(2 ** 60)).toThrow('as a bigint where it is above 2^53 - 1');
    expect(() => tiny.cost(0.5)).toThrow(RangeError);
  });

  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  test.each([
    [1n, 'cannot be 1n'],
    [circular, 'cannot be an object'],
    [{ toString: 1 }, 'cannot be {"toString":1}'],
    [[{ toString: 1 }], 'cannot be [{"toString":1}]'],
    [[1n], 'cannot be a list'],
    [undefined, 'cannot be undefined'],
    [() => 1, 'cannot be a function'],
    [Symbol('s'), 'cannot be Symbol(s)'],
    ['x'.repeat(1000), `cannot be "${'x'.repeat(79)}…`],
  ])('a value of any type is a wrong one: %o', (value, message) => {
    const call = () => tiny.cost(unchecked({ 'stage.depth': value }));
    expect(call).toThrow(ArchitectureError);
    expect(call).toThrow(message);
  });
});

describe('sampleReport', () => {
  test.each([
    [{ count: null }, 'count is null; expected a whole number'],
    [{ ties: 'al' }, 'ties is "al"; expected "all" or "first"; did you mean "all"?'],
    [{ out: 'x.json' }, 'out is "x.json"; its ending names the format: .jsonl, .csv'],
    [{ split: 2 }, 'split is about out: give both'],
    [{ resume: true }, 'there is nothing to resume: give out or checkpoint'],
    [{ part: { index: 1, of: 2 } }, 'a part of a run is to be merged with the others: give out or checkpoint'],
    [{ part: { index: 3, of: 2 }, out: 'x.csv' }, 'there is no part 3 of 2'],
    [{ part: { index: 0, of: 2 }, out: 'x.csv' }, 'index is 0; expected a whole number from 1'],
    [{ part: { index: 1, of: 2 }, out: 'x.csv', split: 2 }, 'a part of a run is one file: leave out split'],
    [{ from: 0, replace: true }, 'nothing is drawn where architectures are enumerated'],
    [{ from: 0, budget: {} }, 'architectures within a budget are drawn or counted, not enumerated'],
    [{ from: 10_000 }, 'from is 10000, but there are'],
    [{ objectives: 'training' }, 'objectives is "training"; expected a list of { metric, direction }'],
    [{ objectives: ['training'] }, 'objectives[0] got "training"; expected an object'],
    [{ objectives: [{ metric: 'training', direction: 'least' }] }, 'direction is "least"; expected "min" or "max"'],
    [{ objectives: [{ metric: 'training' }] }, 'objectives[0] needs direction; expected "min" or "max"'],
    [
      { objectives: [{ metric: 'memory', direction: 'min' }] },
      'objectives[0].metric is "memory"; expected one of the metrics of the report',
    ],
    [{ maximum: 3 }, '"maximum" is not an option of sampleReport; the options are count, seed'],
    [{ strata: 3 }, 'strata is about uniformOver: give both'],
    [{ budget: JSON.parse('{"__proto__":{"max":1}}') as object }, '"__proto__"'],
    // eslint-disable-next-line no-sparse-arrays
    [{ metrics: [, 'params'] }, 'metrics[0] is undefined'],
  ])('refuses %j', async (options, message) => {
    const error = await thrown(() => sampleReport(tiny, unchecked({ ...REPORT, ...options })));
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });

  test.each([
    [null, 'hooks got null; expected an object'],
    [{ update: () => undefined, end: () => undefined }, '"update" is not an option of hooks'],
    [{ progress: {} }, 'progress is {}; expected an object with the functions update and end'],
    [{ deliver: 5 }, 'deliver is 5; expected a function'],
  ])('refuses hooks %o', async (hooks, message) => {
    const error = await thrown(() => sampleReport(tiny, REPORT, unchecked(hooks)));
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });

  test.each([undefined, openSpace(FILE)])('refuses a space that is none, or not opened yet', async (space) => {
    const error = await thrown(() => sampleReport(unchecked(space), REPORT));
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain('expected what openSpace gives');
  });

  test('takes what it should', async () => {
    expect((await sampleReport(tiny, REPORT)).done).toBe(5);
  });

  test('has the options of the commands where they are left out', async () => {
    const { options, done, front } = await sampleReport(tiny);
    expect(options).toEqual({
      count: 1000,
      seed: 0,
      by: 'architecture',
      replace: false,
      objectives: [
        { metric: 'training', direction: 'min' },
        { metric: 'params', direction: 'max' },
      ],
      ties: 'all',
      metrics: METRICS,
    });
    expect([done, front.length > 0]).toEqual([Number(tiny.size), true]);
    const params = await sampleReport(tiny, { metrics: ['params'], seed: undefined, from: 1 });
    expect(params.options).toMatchObject({ objectives: [{ metric: 'params', direction: 'max' }], seed: 0 });
    expect(params.done).toBe(Number(tiny.size) - 1);
  });
});

test.each([undefined, 5, 'part.csv', [5]])('mergeParts refuses parts %o', async (parts) => {
  const error = await thrown(() => mergeParts(unchecked(parts)));
  expect(error).toBeInstanceOf(RequestError);
  expect((error as Error).message).toContain('expected a list of file names');
});

test('names of Object.prototype are no options', () => {
  const rules: Record<string, OptionRule> = { text: { expected: 'text', holds: (value) => typeof value === 'string' } };
  expect(() => checkOptions('it', JSON.parse('{"__proto__": 1}'), rules)).toThrow('"__proto__" is not an option of it');
  expect(() => checkOptions('it', { toString: 1 }, rules)).toThrow('"toString" is not an option of it');
});
