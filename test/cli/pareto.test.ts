import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { METRICS } from '../../src/cost/metrics.js';
import { openSpace } from '../../src/run/openSpace.js';
import { columnNames } from '../../src/cli/columnNames.js';
import { runCli } from './runCli.js';

const TINY = join(import.meta.dirname, 'spaces', 'tiny.json');
const tiny = await openSpace(TINY);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Document {
  readonly rows: number;
  readonly objectives: readonly object[];
  readonly front: readonly Record<string, unknown>[];
}

const GOALS = ['--minimize', 'latency', '--maximize', 'accuracy'];

async function front(argv: readonly string[], stdin = ''): Promise<Document> {
  const { code, out, err } = await runCli(['pareto', ...argv, '--json'], { stdin });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.endsWith(']}\n')).toBe(true);
  return JSON.parse(out) as Document;
}

describe('the front', () => {
  test('is of the rows of all files together, whatever their formats, as they were read', async () => {
    const table = file('a.csv', 'name,latency,accuracy\r\na,5,71.30\r\n"b, c",9,70\r\nd,9,80\r\n');
    const lines = file(
      'b.ndjson',
      '{"accuracy": "71.3", "latency": 4.0, "tags": ["x"]}\n{"accuracy":1,"latency":1e3}\n',
    );
    expect(await front([table, '-', lines, ...GOALS], '{"latency": 3, "accuracy": 2}')).toEqual({
      rows: 6,
      objectives: [
        { column: 'latency', direction: 'min' },
        { column: 'accuracy', direction: 'max' },
      ],
      front: [
        { latency: 3, accuracy: 2 },
        { accuracy: '71.3', latency: 4, tags: ['x'] },
        { name: 'd', latency: 9, accuracy: 80 },
      ],
    });
  });

  test('is for people a table that says which rows they are', async () => {
    const table = file('a.csv', 'name,latency,accuracy\na,5,71.30\nb,9,70\nd,9,80\n');
    const { code, out } = await runCli(['pareto', table, ...GOALS]);
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'Pareto front: least latency, most accuracy (2 of 3)',
        `${'row'.padEnd(table.length + 2)}  latency  accuracy`,
        `${table}:2        5     71.30`,
        `${table}:4        9        80`,
        '',
      ].join('\n'),
    );
  });

  test('shows index and architecture where rows have them, and no control characters', async () => {
    const lines =
      '{"index": "12", "x": 1, "arch": {"a": 3, "b": ["p", "q"]}}\n{"index": 7, "x": 1, "arch": "a\\u001b[2Jb"}\n';
    const { out } = await runCli(['pareto', '-', '--minimize', 'x'], {
      stdin: `${lines}{"index": 8, "x": 1, "arch": {"a": {}}}`,
    });
    expect(out.split('\n').slice(1)).toEqual([
      'index  x  architecture',
      '   12  1  a=3 b=p+q',
      '    7  1  a [2Jb',
      '    8  1',
      '',
    ]);
  });

  test('of more than fifty rows shows fifty, and has all of them in --json', async () => {
    const rows = Array.from({ length: 1234 }, (_, i) => `${i},${i}`);
    const table = file('a.csv', ['latency,accuracy', ...rows].join('\n'));
    const { out } = await runCli(['pareto', table, ...GOALS]);
    expect(out).toContain('(1,234 of 1,234)');
    expect(out).toContain('… and 1,184 more: --json and --out have them all\n');
    expect((await front([table, ...GOALS])).front.map(({ latency }) => latency)).toEqual(rows.map((_, i) => i));
  });

  test('compares figures above 2^53 exactly, as text and as numbers', async () => {
    const lines = [
      '{"n": 1, "x": "1152921504606846977"}',
      '{"n": 2, "x": 1152921504606846976}',
      '{"n": 3, "x": 1.152921504606846976e18}',
      '{"n": 4, "x": "1152921504606846975.0"}',
    ].join('\n');
    expect((await front(['-', '--maximize', 'x'], lines)).front.map(({ n }) => n)).toEqual([1]);
    expect((await front(['-', '--minimize', 'x'], lines)).front.map(({ n }) => n)).toEqual([4]);
    const { out } = await runCli(['pareto', '-', '--maximize', 'x', '--json'], {
      stdin: '{"x": 1152921504606846977, "y": 1152921504606846979}',
    });
    expect(out).toContain('"front":[{"x": 1152921504606846977, "y": 1152921504606846979}]');
    const table = await front(['-', '--maximize', 'x'], 'x,y\n1152921504606846977,1152921504606846979\n');
    expect(table.front).toEqual([{ x: '1152921504606846977', y: '1152921504606846979' }]);
  });

  test('keeps all rows that share a point, or the first', async () => {
    const text = 'n,x\n1,5\n2,5\n3,6\n4,5.0\n';
    expect((await front(['-', '--minimize', 'x'], text)).front.map(({ n }) => n)).toEqual(['1', '2', '4']);
    expect((await front(['-', '--minimize', 'x', '--ties', 'first'], text)).front.map(({ n }) => n)).toEqual(['1']);
  });

  test('of no row is empty', async () => {
    expect(await front(['-', '--minimize', 'x'], 'x\n')).toMatchObject({ rows: 0, front: [] });
    expect((await runCli(['pareto', '-', '--minimize', 'x'])).err).toBe(
      'nascost: stdin: it is empty; a CSV file begins with the names of its columns\n',
    );
    expect(await front(['-', '--minimize', 'x', '--format', 'jsonl'])).toMatchObject({ rows: 0, front: [] });
  });

  test('of a sample is the one that sample itself reports', async () => {
    const goals = ['--minimize', 'training,memory', '--maximize', 'params'];
    const indices = async (argv: readonly string[]) => {
      const { out } = await runCli([...argv, ...goals, '--json']);
      return (JSON.parse(out) as Document).front.map(({ index }) => index).toSorted();
    };
    for (const path of [join(folder, 'a.csv'), join(folder, 'a.jsonl')]) {
      const expected = await indices(['sample', TINY, '-n', '200', '--out', path]);
      expect(await indices(['pareto', path])).toEqual(expected);
      expect(expected.length).toBeGreaterThan(1);
    }
  });
});

describe('--out', () => {
  test('writes the rows as they were read, also to the file that they came from', async () => {
    const text = '{"x": 1.0, "big": 1152921504606846977}\n{"x":2}\n{ "x" : "1", "list": [1, "a,b"] }\n';
    const path = file('a.jsonl', text);
    const { code, out } = await runCli(['pareto', path, '--minimize', 'x', '--out', path]);
    expect(code).toBe(0);
    expect(out).toContain(`2 rows are in ${path}`);
    expect(readFileSync(path, 'utf8')).toBe(
      '{"x": 1.0, "big": 1152921504606846977}\n{ "x" : "1", "list": [1, "a,b"] }\n',
    );
    expect(readdirSync(folder)).toEqual(['a.jsonl']);
  });

  test('as CSV has the columns of all of the rows', async () => {
    const table = file('a.csv', 'x,"a ""b"""\n1,"two\nlines"\n');
    const lines = file(
      'b.jsonl',
      '{"x": 1.0, "big": 1152921504606846977, "list": [1, "a,b"], "none": null, "yes": true}',
    );
    const path = join(folder, 'front.csv');
    await runCli(['pareto', table, lines, '--minimize', 'x', '--out', path]);
    expect(readFileSync(path, 'utf8')).toBe(
      'x,"a ""b""",big,list,none,yes\n1,"two\nlines",,,,\n1,,1152921504606846977,"[1,""a,b""]",,true\n',
    );
    const single = file('single.csv', 'x\n""\n5\n');
    await runCli(['pareto', single, '--minimize', 'x', '--skip-invalid', '--out', path]);
    expect(readFileSync(path, 'utf8')).toBe('x\n5\n');
  });

  test('leaves nothing behind where the run fails', async () => {
    const { code } = await runCli(['pareto', '-', '--minimize', 'x', '--out', join(folder, 'a.csv')], {
      stdin: 'x\nn/a\n',
    });
    expect(code).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a row that cannot be used', () => {
  const LINES = ['{"x": 2}', '{"y": 2}', '{"x": "n/a"}', '{"x": NaN}', 'oops', '{"x": 1}'];

  test.each([
    ['{"X": 2, "latency": 1}', 'stdin:1: the row has no column "x"; did you mean "X"? its columns are X, latency'],
    ['{"accuracy": 2}', 'stdin:1: the row has no column "x"; its columns are accuracy'],
    ['{}', 'stdin:1: the row has no column "x"; it has none'],
    ['{"x": 1}\n\n{"x": "n/a"}', 'stdin:3: "x" is "n/a"; expected a finite number'],
    ['{"x": null}', 'stdin:1: "x" is empty; expected a number'],
    ['{"x": [1]}', 'stdin:1: "x" is [1]; expected a finite number'],
    ['{"x": 1e999}', 'stdin:1: "x" is "1e999"; expected a finite number'],
    ['{"x": Infinity}', 'stdin:1: "x" is Infinity, which JSON does not have; expected a number'],
    ['x\n1\nNaN\n', 'stdin:3: "x" is "NaN"; expected a finite number'],
    ['y,x\n1,\n', 'stdin:2: "x" is empty; expected a number'],
    ['x,y\n1\n', 'stdin:2: 1 field, but the header has 2'],
    [`{"x": "${'n'.repeat(1000)}"}`, `stdin:1: "x" is "${'n'.repeat(59)}…; expected a finite number`],
  ])('ends the run with its place: %#', async (stdin, message) => {
    const { code, out, err } = await runCli(['pareto', '-', '--minimize', 'x'], { stdin });
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `nascost: ${message}\n` });
  });

  test('is left out with --skip-invalid, which says how many were', async () => {
    const { code, out, err } = await runCli(['pareto', '-', '--minimize', 'x', '--skip-invalid', '--json'], {
      stdin: LINES.join('\n'),
    });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rows: 2, front: [{ x: 1 }] });
    expect(err).toBe('nascost: 4 rows left out; the first: stdin:2: the row has no column "x"; its columns are y\n');
  });

  test('where none is left, the run fails', async () => {
    const { code, err } = await runCli(['pareto', '-', '--minimize', 'z', '--skip-invalid'], { stdin: LINES[0] ?? '' });
    expect(code).toBe(2);
    expect(err).toBe(
      'nascost: no row can be used, of 1 row; the first: stdin:1: the row has no column "z"; its columns are x\n',
    );
  });

  test('a table without the column fails, also with --skip-invalid: it would be every row', async () => {
    const good = file('good.csv', 'acc,x\n1,2\n');
    const bad = file('bad.csv', 'accuracy,x\n1,2\n');
    const { code, err } = await runCli(['pareto', good, bad, '--maximize', 'acc', '--minimize', 'x', '--skip-invalid']);
    expect(code).toBe(2);
    expect(err).toBe(`nascost: ${bad} has no column "acc"; its columns are accuracy, x\n`);
  });
});

describe('--join', () => {
  const arch = tiny.at(9);
  const argv = ['--join', TINY, '--minimize', 'training', '--maximize', 'accuracy'];

  test('makes the metrics of the space columns, by index or by architecture', async () => {
    const table = file('a.csv', 'index,accuracy\n3,0.5\n200,0.9\n');
    const lines = file(
      'a.jsonl',
      `{"accuracy": 0.95, "arch": ${JSON.stringify(arch)}}\n{"accuracy": 0.1, "index": 200}`,
    );
    const document = await front([table, lines, ...argv]);
    const rows = [
      { index: '3', accuracy: 0.5, ...tiny.cost(3) },
      { index: '200', accuracy: 0.9, ...tiny.cost(200) },
      { accuracy: 0.95, arch, ...tiny.cost(9) },
    ];
    const expected = rows
      .filter((row) => !rows.some((other) => other.training < row.training && other.accuracy >= row.accuracy))
      .toSorted((a, b) => Number(a.training) - Number(b.training));
    expect(document).toMatchObject({ rows: 4, front: expected });
    expect(Object.keys(document.front.at(-1) ?? {})).toEqual(['accuracy', 'arch', ...METRICS]);
  });

  test('names the architectures in the table, and writes the metrics', async () => {
    const path = join(folder, 'front.csv');
    const { out } = await runCli(['pareto', '-', ...argv, '--out', path], {
      stdin: JSON.stringify({ accuracy: 0.95, arch }),
    });
    expect(out).toMatch(/^index +training +accuracy +architecture\n +9 +\S+ +0\.9500 +stage: depth=/m);
    const [header = '', row = ''] = readFileSync(path, 'utf8').split('\n');
    expect(header).toBe(['accuracy', 'arch', ...METRICS].join(','));
    expect(row.endsWith(METRICS.map((metric) => `,${tiny.cost(9)[metric]}`).join(''))).toBe(true);
  });

  test('takes the records of nascost, and adds nothing to them', async () => {
    const { out } = await runCli(['cost', TINY, '--index', '9', '--json', '--optimizer', 'sgd']);
    const record = JSON.parse(out) as Record<string, unknown>;
    const { front: rows } = await front(['-', '--join', TINY, '--optimizer', 'sgd', '--minimize', 'memory'], out);
    expect(rows).toEqual([record]);
  });

  test('fills in figures that are empty', async () => {
    const costs = tiny.cost(9);
    const stdin = '{"params": null, "index": 9, "big": 5, "traffic": ""}';
    const { front: rows } = await front(['-', '--join', TINY, '--minimize', 'params'], stdin);
    expect(rows).toEqual([{ index: 9, big: 5, ...costs }]);
    const table = await front(['-', '--join', TINY, '--minimize', 'params'], 'index,params,hash\n9,,\n');
    expect(table.front).toEqual([{ index: '9', hash: '', ...costs }]);
  });

  test('columns of other meaning may be called arch or options in a table, and arch may be text', async () => {
    const table = await front(['-', '--join', TINY, '--minimize', 'params'], 'index,arch,options\n9,"|nor~0|",fast\n');
    expect(table.front).toMatchObject([{ arch: '|nor~0|', options: 'fast' }]);
    const line = await front(['-', '--join', TINY, '--minimize', 'params'], '{"index": 9, "arch": "|nor~0|"}');
    expect(line.front).toMatchObject([{ arch: '|nor~0|' }]);
  });

  const { training } = tiny.cost(9);
  test.each([
    [{ accuracy: 1 }, 'the record names no architecture; expected "index" or "arch"'],
    [{ index: 258 }, 'index 258 is outside the space; the space has 0 to 257'],
    [{ index: 'x' }, '"x" is not an index'],
    [{ arch: { 'stage.dept': 1 } }, 'did you mean "stage.depth"?'],
    [{ index: 8, arch }, 'its index is 8, but its arch is number 9'],
    [
      { index: 9, training: 5 },
      `"training" is 5, but architecture 9 of tiny has ${training} (float32, adam, input gradient needed)`,
    ],
    [{ index: 9, training: `${training}.5` }, `"training" is "${training}.5", but`],
    [{ index: 9, training: 'n/a' }, '"training" is "n/a", but'],
    [{ index: 9, hash: 'f'.repeat(64) }, `its hash is ${'f'.repeat(12)}…, not ${tiny.hash.slice(0, 12)}…`],
    [{ index: 9, options: { precision: 'float16' } }, 'run with --precision float16'],
    [{ index: 9, accuracy: undefined }, 'no column "accuracy"; its columns are index, forward, '],
  ])('refuses a row that does not fit, with its place: %j', async (row, message) => {
    const stdin = `\n${JSON.stringify({ accuracy: 1, ...row })}`;
    const { code, err } = await runCli(['pareto', '-', ...argv], { stdin });
    expect(code).toBe(2);
    expect(err).toMatch(/^nascost: stdin:2: /);
    expect(err).toContain(message);
    const skipped = await runCli(['pareto', '-', ...argv, '--skip-invalid'], {
      stdin: `${stdin}\n{"index": 0, "accuracy": 1}`,
    });
    expect(skipped).toMatchObject({ code: 0, err: expect.stringMatching(/^nascost: 1 row left out; /) as string });
  });

  test('an interrupt ends it with 130, and writes nothing', async () => {
    const controller = new AbortController();
    const stdin = (function* () {
      yield 'x\n1\n';
      controller.abort();
      yield '2\n';
    })();
    const { code, out, err } = await runCli(['pareto', '-', '--minimize', 'x', '--out', join(folder, 'a.csv')], {
      stdin,
      signal: controller.signal,
    });
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(err).toBe('nascost: interrupted: not all rows were read, so there is no front\n');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the arguments', () => {
  test.each([
    [['-'], 'pareto needs an objective: --minimize COLUMN, --maximize COLUMN or both'],
    [['-', '--minimize', 'x', '--maximize', 'y,x'], '"x" is an objective twice'],
    [['-', '--minimize', 'x,,y'], 'expected names of columns, separated by commas'],
    [['-', '--minimize', ''], 'expected names of columns, separated by commas'],
    [['-', '--minimize', '"x'], 'its quotes do not match'],
    [['-', '-', '--minimize', 'x'], 'standard input can be read once only'],
    [['-', '--minimize', 'x', '--out', 'a.txt'], '.jsonl or .csv'],
    [['-', '--minimize', 'x', '--join', 'mobilnet'], 'did you mean "mobilenet"?'],
    [['-', '--minimise', 'x'], 'did you mean "minimize"?'],
    [['/nowhere/a.csv', '--minimize', 'x'], 'there is no such file'],
    [['--minimize', 'x'], 'pareto needs files of rows: CSV or JSON Lines, or - for standard input'],
  ])('%j is refused in words', async (argv, message) => {
    const { code, out, err } = await runCli(['pareto', ...argv], { stdin: 'x,y\n1,2\n' });
    expect(err).toContain(message);
    expect(err).not.toContain('internal fault');
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('names of columns are listed as in a row of CSV', () => {
    expect(columnNames('--minimize', 'a, b')).toEqual(['a', 'b']);
    expect(columnNames('--minimize', ['a', '"b, ""c""",d'])).toEqual(['a', 'b, "c"', 'd']);
    expect(columnNames('--minimize', undefined)).toEqual([]);
  });

  test('--format overrules the ending, which is read in any case of letters', async () => {
    const text = '{"x": 1}';
    expect((await front([file('a.csv', text), '--format', 'jsonl', '--minimize', 'x'])).rows).toBe(1);
    expect((await front([file('A.JSONL', text), '--minimize', 'x'])).rows).toBe(1);
    expect((await front([file('a.txt', text), '--minimize', 'x'])).rows).toBe(1);
  });

  test('the completion knows the command, and the spaces that --join takes', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const complete = async (...words: string[]) => {
      log.mockClear();
      const { code, err } = await runCli(['--get-yargs-completions', 'nascost', ...words]);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return vi.waitFor(() => {
        expect(log).toHaveBeenCalled();
        return log.mock.calls.flat().map(String);
      });
    };
    expect(await complete('par')).toContain('pareto');
    expect(await complete('pareto', 'a.csv', '--join', 'mob')).toEqual(['mobilenet']);
    expect(await complete('pareto', 'a.csv', '--mini')).toContain('--minimize');
    expect(await complete('sample', 'mob')).toContain('mobilenet');
    log.mockRestore();
  });
});
