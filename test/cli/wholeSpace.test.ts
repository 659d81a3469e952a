import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSpace } from '../../src/run/openSpace.js';
import type { Costs } from '../../src/run/costs.js';
import { parseBudget } from '../../src/cli/parseBudget.js';
import { runCli } from './runCli.js';

const BENCH = 'nas-bench-201';
const space = await openSpace(BENCH);
const all = Array.from({ length: Number(space.size) }, (_, index) => ({
  index: BigInt(index),
  costs: space.cost(index),
}));
const within = (meets: (costs: Costs) => boolean) => all.filter(({ costs }) => meets(costs));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function json(argv: readonly string[], exitCode = 0): Promise<Record<string, unknown>> {
  const { code, out } = await runCli([...argv, '--json']);
  expect(code).toBe(exitCode);
  return JSON.parse(out) as Record<string, unknown>;
}

async function text(argv: readonly string[]): Promise<string> {
  const { code, out, err } = await runCli(argv);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

async function message(argv: readonly string[], exitCode = 2): Promise<string> {
  const { code, out, err } = await runCli(argv);
  expect({ code, out }).toEqual({ code: exitCode, out: '' });
  expect(err).not.toContain('internal fault');
  return err;
}

describe('a budget on the command line', () => {
  it('has SI suffixes, several limits to an option, and each option several times', () => {
    expect(parseBudget(['params=3M,score=-.5'], ['training=1.8G', 'params=1e7', ' memory = 2_000.5k'])).toEqual({
      params: { min: '3e6', max: '1e7' },
      score: { min: '-.5e0' },
      training: { max: '1.8e9' },
      memory: { max: '2000.5e3' },
    });
  });

  it.each([
    ['training', 'expected a name and a number'],
    ['training=', 'expected a name and a number'],
    ['training=many', 'expected a name and a number'],
    ['training=1Q', 'expected a name and a number'],
    ['=1', 'expected a name and a number'],
    ['training=1,training=2', '--max of training is given twice'],
    ['traning=1', 'did you mean "training"?'],
    ['gpu-hours=1', '--epochs'],
    ['score=1', '--scores'],
    ['training=NaN', 'expected a name and a number'],
    ['training=1e400', 'expected at most 1e308'],
    ['__proto__=1', '"__proto__" is neither a metric nor a figure of a run'],
  ])('%s is refused in words', async (limit, words) => {
    expect(await message(['count', BENCH, '--max', limit])).toContain(words);
  });

  it('may not end before it begins', async () => {
    expect(await message(['count', BENCH, '--min', 'training=2', '--max', 'training=1'])).toContain('above its max');
  });

  it('may stand before the space', async () => {
    expect(await text(['count', '--max', 'training=500M', BENCH])).toContain('13,075 (exact)');
  });
});

describe('count', () => {
  it('prints the exact count and its share', async () => {
    const expected = within(({ training, params }) => training <= 500e6 && params >= 300e3).length;
    const argv = ['count', BENCH, '--max', 'training=500M', '--min', 'params=300k'];
    expect(await json(argv)).toMatchObject({
      count: String(expected),
      size: '15625',
      share: expected / 15625,
      exact: true,
      budget: { training: { max: 500e6 }, params: { min: 300e3 } },
    });
    expect(await text(argv)).toContain(
      `training <= 500.0M, params >= 300.0k: ${expected.toLocaleString('en')} (exact)`,
    );
  });

  it('prints a bracket where one is asked for', async () => {
    const answer = await json(['count', 'mobilenet', '--max', 'training=600M', '--approx', '0.05']);
    expect(answer).toMatchObject({ exact: false, by: 'diagram' });
    const [lower, upper] = [Number(answer['lower']), Number(answer['upper'])];
    expect(lower).toBeLessThan(upper);
    expect((upper - lower) / upper).toBeLessThanOrEqual(0.05);
  });

  it('gives what it has when the time is up', async () => {
    const answer = await json(['count', 'mobilenet', '--max', 'training=600M', '--timeout', '0.001']);
    expect(answer).toMatchObject({ exact: false, size: space.size === 0n ? '' : '543966387314312146275' });
  });

  it('counts in the units of a run', async () => {
    const run = ['--epochs', '200', '--dataset-size', '50000', '--device', 'T4'];
    const few = await json(['count', BENCH, '--max', 'gpu-hours=0.2', ...run]);
    const more = await json(['count', BENCH, '--max', 'gpu-hours=0.4', ...run]);
    expect(Number(few['count'])).toBeGreaterThan(0);
    expect(Number(more['count'])).toBeGreaterThan(Number(few['count']));
  });
});

describe('front', () => {
  it('is that of all architectures', async () => {
    const answer = await json(['front', BENCH, '--max', 'training=700M']);
    const points = answer['front'] as { index: string; training: number; params: number }[];
    const allowed = within(({ training }) => training <= 700e6);
    for (const { costs } of allowed) {
      expect(
        points.some((point) => point.training <= Number(costs.training) && point.params >= Number(costs.params)),
      ).toBe(true);
    }
    for (const point of points)
      expect(space.cost(BigInt(point.index))).toMatchObject({ training: point.training, params: point.params });
    expect(await text(['front', BENCH, '--max', 'training=700M'])).toContain(`${points.length} points, exact`);
  });

  it('takes a score as an objective', async () => {
    const scores = file('scores.json', JSON.stringify({ 'cell.node1': [0, 0.1, 0.2, 0.3, -0.4] }));
    const answer = await json(['front', BENCH, '--scores', scores, '--minimize', 'training', '--maximize', 'score']);
    const points = answer['front'] as { score: number }[];
    expect(points.map(({ score }) => score)).toEqual(points.map(({ score }) => score).toSorted((a, b) => a - b));
    expect(points.at(-1)?.score).toBe(0.3);
  });

  it.each([
    [['--minimize', 'training,training'], 'an objective twice'],
    [['--minimize', 'latency'], 'is not a metric'],
    [['--epsilon', '2'], 'from 0 to 1'],
    [['--labels', '1'], 'labels'],
    [['--maximize', 'score'], '--scores'],
  ])('%j is refused in words', async (argv, words) => {
    expect(await message(['front', BENCH, ...argv])).toContain(words);
  });
});

describe('best', () => {
  it('prints the best in order', async () => {
    const answer = await json(['best', BENCH, '--maximize', 'params', '--max', 'training=500M', '--top', '5']);
    const expected = within(({ training }) => training <= 500e6)
      .toSorted((a, b) => Number(b.costs.params) - Number(a.costs.params) || Number(a.index - b.index))
      .slice(0, 5);
    expect((answer['best'] as { index: string }[]).map(({ index }) => index)).toEqual(
      expected.map(({ index }) => index.toString()),
    );
  });

  it.each([
    [[], '--scores'],
    [['--maximize', 'params,memory'], 'one objective'],
    [['--maximize', 'params', '--top', '0'], 'at least 1'],
  ])('%j is refused in words', async (argv, words) => {
    expect(await message(['best', BENCH, ...argv])).toContain(words);
  });
});

describe('histogram', () => {
  it('counts all architectures, whatever the form', async () => {
    const argv = ['histogram', BENCH, '--bins', '7', '--metric', 'memory', '--by', 'cell.node2.from0'];
    const answer = await json(argv);
    const bins = answer['bins'] as { from: number; to: number; lower: string; upper: string }[];
    expect(bins.map(({ lower }) => Number(lower))).toEqual(
      bins.map(({ from, to }) => within(({ memory }) => memory >= from && memory <= to).length),
    );
    expect(answer).toMatchObject({ exact: true, count: { lower: '15625', upper: '15625' } });
    expect((answer['parts'] as object[]).length).toBe(5);
    const csv = (await text([...argv, '--csv'])).trimEnd().split('\n');
    expect(csv.slice(0, 2)).toEqual([
      'cell.node2.from0,from,to,lower,upper',
      `,${bins[0]?.from},${bins[0]?.to},${bins[0]?.lower},${bins[0]?.upper}`,
    ]);
    expect(csv.length).toBe(1 + 6 * 7);
    expect(await text(argv)).toContain('15,625 architectures; exact');
  });

  it.each([
    [['--by', 'cell.node9'], 'is not a decision of the space'],
    [['--bins', '0'], 'at least 1'],
    [['--metric', 'flops'], 'is not a metric'],
    [['--csv', '--json'], 'only one of --csv and --json'],
  ])('%j is refused in words', async (argv, words) => {
    expect(await message(['histogram', BENCH, ...argv])).toContain(words);
  });
});

describe('sensitivity', () => {
  it('tells the mean change by value', async () => {
    const answer = await json(['sensitivity', BENCH, '--metric', 'training']);
    const mean = all.reduce((sum, { costs }) => sum + Number(costs.training), 0) / all.length;
    const [first] = answer['decisions'] as {
      decision: string;
      values: { value: string; change: { training: number } }[];
    }[];
    for (const { value, change } of first?.values ?? []) {
      const part = all.filter(({ index }) => space.at(index)[first?.decision ?? ''] === value);
      const partMean = part.reduce((sum, { costs }) => sum + Number(costs.training), 0) / part.length;
      expect(change.training).toBeCloseTo(partMean - mean, 3);
    }
    expect(await text(['sensitivity', BENCH])).toContain('16.67 %');
  });

  it('is not told of a maximum', async () => {
    expect(await message(['sensitivity', BENCH, '--metric', 'peak'])).toContain('histogram --by');
  });
});

describe('moves', () => {
  it('keep to the budget, and are the same for the same seed', async () => {
    const budget = ['--max', 'training=400M'];
    for (const move of [
      ['mutate', BENCH, '--index', '7890', '-n', '5'],
      ['crossover', BENCH, '--index', '7890', '--with-index', '12', '-n', '5'],
      ['repair', BENCH, '--index', '15624'],
    ]) {
      const { out } = await runCli([...move, ...budget, '--json']);
      const records = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { index: string; training: number });
      expect(records.length).toBe(move[0] === 'repair' ? 1 : 5);
      for (const { training } of records) expect(training).toBeLessThanOrEqual(400e6);
      expect((await runCli([...move, ...budget, '--json'])).out).toBe(out);
      expect(await text([...move, ...budget])).toContain('training ');
    }
  });

  it('need their architectures', async () => {
    expect(await message(['mutate', BENCH])).toContain('--index and --arch');
    expect(await message(['crossover', BENCH, '--index', '1'])).toContain('--with-index');
  });
});

describe('what does not make sense together', () => {
  it.each([
    [['best', BENCH], '--maximize METRIC'],
    [['sample', BENCH, '--strata', '4'], '--uniform-over'],
    [['sample', BENCH, '--maximize', 'score'], 'nascost front and best take it'],
    [['mutate', BENCH, '--index', '3', '-n', '3', '--seed', '9007199254740990'], 'beyond 2^53 - 1'],
  ])('%j is refused before anything is printed', async (argv, words) => {
    expect(await message(argv)).toContain(words);
  });
});

describe('an interrupt', () => {
  it('ends moves after the one that is under way', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const argv = ['mutate', BENCH, '--index', '7890', '-n', '1000000'];
    const { code, out } = await runCli(argv, { signal: controller.signal });
    expect(code).toBe(130);
    expect(out.split('\n').length).toBeLessThan(100_000);
  });
});

describe('sample within a budget', () => {
  it('says how much of the space meets it, and draws only that', async () => {
    const argv = ['sample', BENCH, '--max', 'training=300M', '-n', '100'];
    const answer = await json(argv);
    const share = within(({ training }) => training <= 300e6).length / 15625;
    expect(answer).toMatchObject({
      share: { estimate: share, lower: share, upper: share },
      budget: { training: { max: 300e6 } },
    });
    expect((answer['spread'] as { training: { max: number } }).training.max).toBeLessThanOrEqual(300e6);
    expect(await text(argv)).toContain(`budget: training <= 300.0M (${(100 * share).toPrecision(4)} % of the space)`);
  });

  it('says when there are no more', async () => {
    const { code, err } = await runCli(['sample', BENCH, '--max', 'training=50M']);
    expect(code).toBe(0);
    expect(err).toContain('the budget leaves fewer than 1000 architectures');
  });

  it('spreads over a metric', async () => {
    const answer = await json(['sample', BENCH, '--uniform-over', 'training', '--strata', '4', '-n', '40']);
    expect(answer).toMatchObject({ sample: { count: 40, uniformOver: 'training' } });
  });
});

describe('a budget that nothing meets', () => {
  it.each(['sample', 'front', 'best --maximize params', 'repair --index 5', 'histogram'])(
    'ends %s with exit code 3 and what comes nearest',
    async (command) => {
      const [name = '', ...rest] = command.split(' ');
      const budget = ['--max', 'training=100M', '--min', 'params=1M'];
      const err = await message([name, BENCH, ...rest, ...budget], 3);
      expect(err).toContain('no architecture of the space meets the budget');
      expect(err).toContain('the most params with the rest of the budget is');
      expect(err).toContain('the least training with the rest of the budget is');
      const answer = await json([name, BENCH, ...rest, ...budget], 3);
      expect(answer).toMatchObject({
        infeasible: true,
        nearest: [
          { metric: 'training', side: 'above' },
          { metric: 'params', side: 'below' },
        ],
      });
    },
  );

  it('shows both sides of a window between two figures', async () => {
    const err = await message(['sample', BENCH, '--min', 'training=46M', '--max', 'training=47M'], 3);
    expect(err).toContain('the most training');
    expect(err).toContain('below the limit of 46.00M');
    expect(err).toContain('above the limit of 47.00M');
  });
});

describe('score files', () => {
  it.each([
    ['', 'is not JSON'],
    ['[]', 'expected an object'],
    ['{"cell.nod1": [1]}', 'did you mean'],
    ['{"cell.node1": [1]}', 'the decision has 5 values'],
    ['{"cell.node1": {"none": 1}}', 'is missing'],
    ['{"cell.node1": {"nothing": 1}}', 'is not a value of it'],
    ['{"cell.node1": [1, 2, 3, 4, "5"]}', 'expected a number'],
  ])('%j is refused in words', async (content, words) => {
    expect(await message(['best', BENCH, '--scores', file('scores.json', content)])).toContain(words);
  });

  it('may begin with a byte order mark', async () => {
    const scores = file(
      'scores.json',
      `\uFEFF{"cell.node1": {"none": 1, "skip_connect": 2, "nor_conv_1x1": 3, "nor_conv_3x3": 4, "avg_pool_3x3": 0}}`,
    );
    expect(await text(['best', BENCH, '--scores', scores])).toContain('cell.node1=nor_conv_3x3');
  });

  it('that are not there are named', async () => {
    expect(await message(['best', BENCH, '--scores', '/nowhere/scores.json'])).toContain(
      'cannot read /nowhere/scores.json',
    );
  });
});
