import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { METRICS } from '../../src/cost/metrics.js';
import { runCli } from './runCli.js';

const TINY = join(import.meta.dirname, 'spaces', 'tiny.json');
const SMALLEST = { 'stage.depth': 1, 'stage.block1.mix.out': 16, 'stage.block1.mix.kernel': 3 };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const jsonLines = (text: string) => text.trimEnd().split('\n').map(json);

/** conv 3→16 at 32 x 32, conv 16→16, linear 16→10: by hand. */
const STEM = 16 * 32 * 32 * 3 * 9 * 2;
const BODY = 16 * 32 * 32 * 16 * 9 * 2;
const HEAD = 2 * 16 * 10;
const SMALLEST_COSTS = {
  forward: STEM + BODY + HEAD,
  filterGrad: STEM + BODY + HEAD,
  inputGrad: BODY + HEAD,
  training: 3 * (BODY + HEAD) + 2 * STEM,
  macs: (STEM + BODY + HEAD) / 2,
  params: 16 * 3 * 9 + 32 + 16 * 16 * 9 + 32 + 16 * 10 + 10,
};

describe('sample', () => {
  test('reports the space, the spread and the front', async () => {
    const { code, out, err } = await runCli(['sample', TINY, '-n', '100', '--seed', '3']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^tiny: 258 architectures, 7 decisions \(hash [0-9a-f]{12}\)\nsample: 100 architectures, seed 3\n/,
    );
    expect(out).toMatch(/^training +FLOPs +\S+ +\S+ +\S+ +\S+ +\S+$/m);
    expect(out).toContain('Pareto front: least training, most params');
    expect(out).toMatch(/stage: depth=\d mix.out=[\d,]+ mix.kernel=[\d,]+$/m);
  });

  test('returns the whole space where more is asked for, and says so', async () => {
    const { code, out, err } = await runCli(['sample', TINY, '--json']);
    expect(code).toBe(0);
    expect(err).toContain('this is all 258 of them');
    const document = json(out) as { sample: { count: number; asked: number }; spread: Record<string, { min: number }> };
    expect(document.sample).toMatchObject({ count: 258, asked: 1000 });
    expect(document.spread['training']?.min).toBe(SMALLEST_COSTS.training);
  });

  test('samples are distinct unless --replace is given', async () => {
    const indices = async (...more: string[]) => {
      const path = join(folder, 'a.jsonl');
      await runCli(['sample', TINY, '-n', '258', '--out', path, ...more]);
      return jsonLines(readFileSync(path, 'utf8')).map((record) => String(record['index']));
    };
    expect(new Set(await indices()).size).toBe(258);
    const repeated = await indices('--replace');
    expect(repeated.length).toBe(258);
    expect(new Set(repeated).size).toBeLessThan(258);
  });

  test('--by decision draws depths evenly, which architectures do not', async () => {
    const depths = async (by: string) => {
      const path = join(folder, 'a.jsonl');
      await runCli(['sample', TINY, '-n', '3000', '--by', by, '--replace', '--out', path]);
      const arches = jsonLines(readFileSync(path, 'utf8')).map((record) => record['arch'] as Record<string, number>);
      return [1, 2, 3].map((depth) => arches.filter((arch) => arch['stage.depth'] === depth).length);
    };
    for (const count of await depths('decision')) expect(Math.abs(count - 1000)).toBeLessThan(150);
    const byArchitecture = await depths('architecture');
    [6 / 258, 36 / 258, 216 / 258].forEach((share, i) =>
      expect(Math.abs((byArchitecture[i] ?? 0) - 3000 * share)).toBeLessThan(150),
    );
  });

  test('writes JSON Lines and CSV with the same exact figures and the hash', async () => {
    const [lines, table] = [join(folder, 'a.jsonl'), join(folder, 'a.csv')];
    const { out } = await runCli(['sample', TINY, '-n', '20', '--out', lines]);
    expect(out).toContain(`20 records are in ${lines}`);
    await runCli(['sample', TINY, '-n', '20', '--out', table]);
    const records = jsonLines(readFileSync(lines, 'utf8'));
    const [header, ...rows] = readFileSync(table, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    expect(rows.length).toBe(20);
    rows.forEach((row, r) => {
      const record = records[r] as Record<string, unknown>;
      const flat = { ...record, ...(record['arch'] as object) } as Record<string, unknown>;
      row.forEach((cell, c) => expect(cell).toBe(String(flat[header?.[c] ?? ''] ?? '')));
    });
    expect(Object.keys(records[0] ?? {})).toEqual(['index', 'arch', ...METRICS, 'space', 'hash', 'options']);
    expect(readdirSync(folder).toSorted()).toEqual(['a.csv', 'a.jsonl']);
  });

  test('the front holds exactly the samples that no other sample dominates', async () => {
    const path = join(folder, 'a.jsonl');
    const { out } = await runCli([
      'sample',
      TINY,
      '-n',
      '258',
      '--json',
      '--out',
      path,
      '--minimize',
      'training,memory',
      '--maximize',
      'params',
    ]);
    const records = jsonLines(readFileSync(path, 'utf8')) as Record<
      'training' | 'memory' | 'params' | 'index',
      number
    >[];
    const dominates = (a: (typeof records)[0], b: (typeof records)[0]) =>
      a.training <= b.training &&
      a.memory <= b.memory &&
      a.params >= b.params &&
      (a.training < b.training || a.memory < b.memory || a.params > b.params);
    const expected = records.filter((b) => !records.some((a) => dominates(a, b))).map(({ index }) => index);
    const front = (json(out)['front'] as { index: number; training: number }[]).map(({ index }) => index);
    expect(front.toSorted()).toEqual(expected.toSorted());
    expect(front.length).toBeGreaterThan(1);
  });

  test('an objective given replaces the default ones', async () => {
    const { out } = await runCli(['sample', TINY, '--minimize', 'peak', '--json']);
    expect(json(out)['objectives']).toEqual([{ metric: 'peak', direction: 'min' }]);
  });

  test('the document of --json has all of its stable members', async () => {
    const { out } = await runCli(['sample', TINY, '-n', '5', '--json']);
    const document = json(out) as { space: object; front: object[]; spread: Record<string, object>; sample: object };
    expect(Object.keys(document)).toEqual([
      'space',
      'options',
      'budget',
      'share',
      'sample',
      'objectives',
      'spread',
      'front',
      'file',
    ]);
    expect(Object.keys(document.space)).toEqual(['name', 'size', 'decisions', 'hash']);
    expect(Object.keys(document.sample)).toEqual([
      'count',
      'asked',
      'seed',
      'by',
      'replace',
      'uniformOver',
      'interrupted',
      'failed',
    ]);
    expect(Object.keys(document.spread)).toEqual(METRICS);
    expect(Object.keys(document.spread['peak'] ?? {})).toEqual(['min', 'lower', 'median', 'upper', 'max', 'exact']);
    expect(Object.keys(document.front[0] ?? {})).toEqual(['index', 'arch', ...METRICS, 'space', 'hash', 'options']);
  });

  test('--stats tells times on stderr', async () => {
    const { err } = await runCli(['sample', TINY, '-n', '5', '--stats']);
    expect(err).toMatch(/compile [\d.]+ ms/);
  });

  test.each([
    [['--max', '__proto__=1'], '"__proto__" is neither a metric nor a figure of a run'],
    [['--out', 'a.csv', '--out', 'b.csv'], '--out is given 2 times: it has one value'],
    [['--workers', '1', '--workers', '2'], '--workers is given 2 times: it has one value'],
    [['--no-cache', '--no-cache'], '--no-cache is given 2 times: once is enough'],
    [['--checkpoint-every', '3'], '--checkpoint-every is about --out or --checkpoint: give one of them'],
    [['--resume'], 'there is nothing to resume: give --out or --checkpoint'],
    [['--shard', '1/2'], 'a part of a run is to be merged with the others: give --out or --checkpoint'],
    [['--out', '/nowhere/at/all.csv'], 'cannot write /nowhere/at/all.csv: no such folder; make it first'],
    [['--out', 'a.txt'], 'the format follows from the ending: .jsonl, .csv, .jsonl.gz, .csv.gz, .parquet or .arrow'],
    [['--seed', '-1'], '--seed'],
    [['--seed', '1.5'], 'expected a whole number from 0 to 2^53 - 1'],
    [['-n', 'many'], '--count is "many"; expected a whole number'],
    [['-n', '0'], 'expected at least 1'],
    [['--minimize', 'trainig'], 'did you mean "training"?'],
    [['--minimize', 'training', '--maximize', 'training'], 'training is an objective twice'],
    [['--workers', 'two'], '--workers'],
    [['--by', 'chance'], '--by is "chance"; expected "architecture" or "decision"\n'],
    [['--by', 'decison'], '--by is "decison"; expected "architecture" or "decision"; did you mean "decision"?'],
    [['--by', 'decison', '--ties', 'frist'], '\n--ties is "frist"; expected "all" or "first"; did you mean "first"?'],
    [['--precision', 'bfloat61'], 'expected "float32", "float16", "bfloat16" or "float64"; did you mean "bfloat16"?'],
    [['--input-gradient', 'al'], '--input-gradient is "al"; expected "needed" or "all"; did you mean "all"?'],
    [['--precision', 'float16', '--precision', 'float32'], '--precision is given 2 times: it has one value'],
    [['--minimise', 'training'], 'did you mean "minimize"?'],
  ])('%j is refused in words', async (options, message) => {
    const { code, out, err } = await runCli(['sample', TINY, ...options]);
    expect(err).toContain(message);
    expect(err).not.toContain('internal fault');
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('a failure leaves no temporary file', async () => {
    await runCli(['sample', 'no-such-space', '--out', join(folder, 'a.csv')]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('enumerate', () => {
  test('tells how many there are from a number on, where more are asked for', async () => {
    const { code, out, err } = await runCli(['enumerate', 'nas-bench-201', '--from', '15624', '-n', '10', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveProperty('front.length', 1);
    expect(err).toBe('nascost: from 15624 on, the space has fewer than 10 architectures: this is all 1 of them\n');
  });

  test('asks how many, where all are more than a run can do', async () => {
    const size = 7371n ** 5n * 25n;
    for (const [from, left] of [
      ['0', `${size} architectures`],
      ['7', `${size - 7n} architectures from 7 on`],
    ] as const) {
      const { code, out, err } = await runCli(['enumerate', 'mobilenet', '--from', from]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(
        `the space has ${left}: say how many with --count, at most ${Number.MAX_SAFE_INTEGER} at once`,
      );
    }
  });
});

describe('cost', () => {
  test('prices one architecture exactly as by hand', async () => {
    const { code, out } = await runCli(['cost', TINY, '--arch', JSON.stringify(SMALLEST), '--json']);
    expect(code).toBe(0);
    expect(json(out)).toMatchObject({ arch: SMALLEST, space: 'tiny', ...SMALLEST_COSTS });
  });

  test('an index and its architecture have the same record', async () => {
    const byArch = await runCli(['cost', TINY, '--arch', JSON.stringify(SMALLEST), '--json']);
    const byIndex = await runCli(['cost', TINY, '--index', String(json(byArch.out)['index']), '--json']);
    expect(byIndex.out).toBe(byArch.out);
  });

  test('shows a table to people', async () => {
    const { out } = await runCli(['cost', TINY, '--index', '0']);
    expect(out).toMatch(/^tiny 0: /);
    expect(out).toMatch(/^params +\S+ +\d+ +parameters/m);
  });

  test('is a filter: one result per line, in order, whatever form a line has', async () => {
    const lines = ['{"index": 5}', '{"index": "6"}', JSON.stringify({ arch: SMALLEST }), '', JSON.stringify(SMALLEST)];
    const { code, out } = await runCli(['cost', TINY, '--input', '-'], { stdin: lines.join('\n') });
    const records = jsonLines(out);
    expect(code).toBe(0);
    expect(records.map((record) => record['index']).slice(0, 2)).toEqual(['5', '6']);
    expect(records[2]).toMatchObject({ arch: SMALLEST, training: SMALLEST_COSTS.training });
    expect(records[3]).toEqual(records[2]);
  });

  test('its own output is valid input', async () => {
    const first = await runCli(['cost', TINY, '--input', '-'], { stdin: '{"index": 7}\n{"index": 8}\n' });
    const second = await runCli(['cost', TINY, '--input', '-'], { stdin: first.out });
    expect(second.out).toBe(first.out);
  });

  test('a bad line gives an error with its number; the others are priced; exit code 1', async () => {
    const lines = [
      '{"index": 1}',
      'nonsense',
      '{"index": 258}',
      '[]',
      '{"arch": {"stage.dept": 1}}',
      '{"index": 2}',
      '{"index": 1.5}',
    ];
    const { code, out, err } = await runCli(['cost', TINY, '--input', '-'], { stdin: `${lines.join('\n')}\n` });
    const records = jsonLines(out);
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(records.map((record) => record['line'] ?? 'fine')).toEqual(['fine', 2, 3, 4, 5, 'fine', 7]);
    expect(records[1]?.['error']).toMatch(/^not JSON/);
    expect(records[2]?.['error']).toBe('index 258 is outside the space; the space has 0 to 257');
    expect(records[4]?.['error']).toContain('did you mean "stage.depth"?');
  });

  test('--strict stops at the first bad line', async () => {
    const { code, out } = await runCli(['cost', TINY, '--input', '-', '--strict'], {
      stdin: '{"index": 1}\nx\n{"index": 2}\n',
    });
    expect(code).toBe(1);
    expect(jsonLines(out).length).toBe(2);
  });

  test('a record of another space is not priced as if it were of this one', async () => {
    const { code, out } = await runCli(['cost', TINY, '--input', '-'], {
      stdin: '{"index": "3", "hash": "0123456789abcdef"}\n',
    });
    expect(code).toBe(1);
    expect(json(out)['error']).toContain('the record is of another space');
  });

  describe('a record that does not fit the run is an error that says why', () => {
    const errorOf = async (record: object, ...more: string[]) => {
      const { out } = await runCli(['cost', TINY, ...more, '--input', '-'], { stdin: JSON.stringify(record) });
      return String(json(out)['error']);
    };
    const record = async (...more: string[]) =>
      json((await runCli(['cost', TINY, '--index', '12', '--json', ...more])).out);

    test('it is of another precision, optimizer or input gradient', async () => {
      const half = await record('--precision', 'float16', '--input-gradient', 'all');
      expect(half['options']).toEqual({ precision: 'float16', optimizer: 'adam', inputGradient: 'all' });
      expect(await errorOf(half)).toBe(
        'the record is of precision float16, this run of float32; ' +
          'run with --precision float16, or leave "options" out of the record',
      );
      expect(await errorOf(half, '--precision', 'float16')).toContain('run with --input-gradient all');
      expect(await errorOf(half, '--precision', 'float16', '--input-gradient', 'all')).toBe('undefined');
      expect(await errorOf({ ...half, options: 'adam' })).toContain('"options" is "adam"; expected an object such as');
      expect(await errorOf({ ...half, options: { optimiser: 'sgd' } })).toContain('did you mean "optimizer"?');
      expect(await errorOf({ ...half, options: { optimizer: 7 } })).toContain('the record is of optimizer 7');
    });

    test('its index and its arch are two architectures', async () => {
      expect(await errorOf({ ...(await record()), index: '13' })).toBe(
        'the record contradicts itself: its index is 13, but its arch is number 12',
      );
      expect(await errorOf({ ...(await record()), index: 12 })).toBe('undefined');
    });

    test('its hash is not text, or differs only near its end', async () => {
      const { hash } = await record();
      expect(await errorOf({ index: 1, hash: 7 })).toBe('"hash" is 7; expected text');
      expect(await errorOf({ index: 1, hash: null })).toBe('"hash" is null; expected text');
      const start = String(hash).slice(0, -1);
      expect(await errorOf({ index: 1, hash: `${start}x` })).toBe(
        `the record is of another space (its hash is ${start}x, not ${String(hash)})`,
      );
      expect(await errorOf({ index: 1, hash: start })).toContain(`${start}, not ${String(hash)}`);
      expect(await errorOf({ index: 1, hash: `x${start}` })).toContain(
        `x${start.slice(0, 11)}…, not ${start.slice(0, 12)}…`,
      );
    });
  });

  test('decisions that are called arch or hash are decisions', async () => {
    const choice = { choice: [1, 2] };
    const file = join(folder, 'names.json');
    const network = [{ conv: 'arch + hash', kernel: 1 }];
    const input = { channels: 3, size: 8 };
    writeFileSync(file, JSON.stringify({ name: 'names', input, decisions: { arch: choice, hash: choice }, network }));
    const bare = { arch: 1, hash: 2 };
    const first = await runCli(['cost', file, '--input', '-'], { stdin: JSON.stringify(bare) });
    expect(json(first.out)['arch']).toEqual(bare);
    const second = await runCli(['cost', file, '--input', '-'], { stdin: first.out });
    expect(second.out).toBe(first.out);
  });

  test('reads a file, and tells when there is none', async () => {
    const path = join(folder, 'in.jsonl');
    writeFileSync(path, '{"index": 3}');
    expect(jsonLines((await runCli(['cost', TINY, '--input', path])).out)[0]).toMatchObject({ index: '3' });
    const { code, err } = await runCli(['cost', TINY, '--input', join(folder, 'none.jsonl')]);
    expect(code).toBe(2);
    expect(err).toMatch(/^nascost: cannot read .*none.jsonl: there is no such file\n$/);
  });

  test('results come while the input is still open', async () => {
    const seen: number[] = [];
    let sent = 0;
    function* lines(): Generator<string> {
      for (let i = 0; i < 5; i++) {
        sent = i;
        yield `{"index": ${i}}\n`;
      }
    }
    await runCli(['cost', TINY, '--input', '-'], { stdin: lines(), onOut: () => seen.push(sent) });
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  test.each([
    [[], 'cost needs one of --index, --arch and --input'],
    [['--index', '1', '--arch', '{}'], 'give only one of --index and --arch\n'],
    [['--index', '1', '--arch', '{}', '--input', '-'], 'give only one of --index, --arch and --input\n'],
    [['--index', 'x'], 'not an index'],
    [['--arch', '{'], '--arch is not JSON'],
    [['--arch', '[]'], '--arch is not an object'],
    [['--arch', '{"stage.depth": 1}'], '"stage.block1.mix.out" is missing'],
  ])('%j is refused in words', async (options, message) => {
    const { code, err } = await runCli(['cost', TINY, ...options]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});

describe('files that cannot be read are told in a sentence that names them', () => {
  test.each([
    [() => join(folder, 'none.jsonl'), 'there is no such file'],
    [() => folder, 'it is a folder, not a file'],
    [() => join(TINY, 'a.jsonl'), 'there is no such file: a part of the path is a file, not a folder'],
    [() => join(folder, 'a'.repeat(300)), 'its name is too long'],
  ])('case %#', async (path, reason) => {
    const { code, out, err } = await runCli(['cost', TINY, '--input', path()]);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `nascost: cannot read ${path()}: ${reason}\n` });
  });
});

describe('layers', () => {
  test('lists the layers; their figures add up to the network', async () => {
    const { code, out } = await runCli(['layers', TINY, '--arch', JSON.stringify(SMALLEST), '--json']);
    expect(code).toBe(0);
    const document = json(out) as { training: number; params: number; layers: Record<string, number>[] };
    const total = (metric: string) => document.layers.reduce((sum, layer) => sum + (layer[metric] ?? 0), 0);
    expect([total('training'), total('params'), total('inputGrad')]).toEqual([
      SMALLEST_COSTS.training,
      SMALLEST_COSTS.params,
      SMALLEST_COSTS.inputGrad,
    ]);
    expect(document.layers.map((layer) => layer['output'])).toContain('16x32x32');
  });

  test('as a table, with shapes and shares', async () => {
    const { out } = await runCli(['layers', TINY, '--index', '0']);
    expect(out).toMatch(/conv +3x32x32 → 16x32x32 +432 /);
    expect(out).toMatch(/^total .* 100\.0 %$/m);
  });
});

describe('layers of no architecture, or of two,', () => {
  test.each([
    [[], 'layers needs one of --index and --arch'],
    [['--index', '1', '--arch', '{}'], 'give only one of --index and --arch\n'],
  ])('%j are refused in words', async (options, message) => {
    const { code, out, err } = await runCli(['layers', TINY, ...options]);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

describe('a space that holds no architecture', () => {
  const write = () => {
    const file = join(folder, 'empty.json');
    const space = '"name": "empty", "input": {"channels": 3, "size": 8}, "decisions": {"k": {"choice": [1, 3]}}';
    writeFileSync(file, `{${space}, "network": [{"conv": 8, "kernel": "k"}],\n "where": [\n  "k < 3",\n  "k > 1"]}`);
    return file;
  };
  const warning = (file: string) => `${file}:3:3: warning: /where/0: the space holds no architecture; `;

  test.each([[['check']], [['sample']], [['sample', '--replace']], [['sample', '--by', 'decision']]])(
    'is warned of by %j, with the place of the first constraint',
    async ([command = '', ...options]) => {
      const file = write();
      const { code, err } = await runCli([command, file, ...options]);
      expect(code).toBe(0);
      expect(err).toContain(warning(file));
      expect(err).not.toContain('fewer than');
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    },
  );

  test('has it among the problems of check --json', async () => {
    const document = json((await runCli(['check', write(), '--json'])).out);
    expect(document).toMatchObject({
      valid: true,
      size: '0',
      problems: [{ pointer: '/where/0', line: 3, column: 3, severity: 'warning' }],
    });
  });

  test('has none to price', async () => {
    const file = write();
    for (const options of [
      ['--arch', '{"k": 1}'],
      ['--arch', '{}'],
      ['--arch', '{"x": 1}'],
      ['--index', '0'],
    ]) {
      const { code, err } = await runCli(['cost', file, ...options]);
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringContaining('the space holds no architecture') as string,
      });
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    }
  });
});

describe('control characters of a file', () => {
  // eslint-disable-next-line no-control-regex
  const CONTROLS = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/;
  const HOSTILE = 'a\u001B[31m\u0007\u009B2J\u202E';
  const write = (more: object = {}, name = 'control.json') => {
    const file = join(folder, name);
    const decisions = { d: { choice: [HOSTILE, 'y\nz'] } };
    const network = [{ name: 'c', conv: `d == 'y' ? 4 : 8`, kernel: 3 }];
    const space = { name: HOSTILE, input: { channels: 3, size: 8 }, decisions, network, ...more };
    writeFileSync(file, JSON.stringify(space));
    return file;
  };

  test.each([
    [['check']],
    [['sample']],
    [['cost', '--index', '0']],
    [['layers', '--index', '0']],
    [['cost', '--arch', '{}']],
    [['cost', '--arch', JSON.stringify({ d: HOSTILE, [HOSTILE]: 1 })]],
  ])('do not reach the terminal through %j', async ([command = '', ...options]) => {
    const { out, err } = await runCli([command, write(), ...options]);
    expect(out + err).not.toMatch(CONTROLS);
    expect(out + err).toContain('\\u001b[31m\\u0007\\u009b2J\\u202e');
  });

  test('nor through errors of the file, figures that differ, or the name of a file', async () => {
    const broken = join(folder, `${HOSTILE}.json`);
    writeFileSync(broken, `{"name": "${HOSTILE}"}`);
    const figures = write({ check: [{ name: HOSTILE, arch: { d: 'y\nz' }, params: 1 }] });
    const strange = write({}, `${HOSTILE}2.json`);
    const typo = write({ network: [{ conv: 8, kernel: 3, [HOSTILE]: 1 }] }, 'typo.json');
    for (const argv of [
      ['check', broken],
      ['cost', broken, '--index', '0'],
      ['check', figures],
      ['check', strange],
      ['check', typo],
      ['check', `${HOSTILE}3.json`],
      ['sample', TINY, '--out', join(folder, `${HOSTILE}.csv`)],
      ['sample', TINY, '--out', join(folder, `${HOSTILE}.txt`)],
      ['sample', TINY, '--by', HOSTILE],
      ['sample', TINY, `--${HOSTILE}`],
    ]) {
      const { out, err } = await runCli(argv);
      expect(out + err).not.toMatch(CONTROLS);
      expect(out + err).toContain('\\u001b[31m');
    }
  });
});

describe('check', () => {
  test('describes a valid space', async () => {
    const { code, out, err } = await runCli(['check', TINY, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const document = json(out);
    expect(document).toMatchObject({ valid: true, name: 'tiny', size: '258', wide: [], problems: [] });
    expect((document['decisions'] as object[]).length).toBe(7);
    const text = await runCli(['check', TINY]);
    expect(text.out).toMatch(/architectures +258\n/);
  });

  test('tells every problem of every file, with its place, and exits with 2', async () => {
    const bad = join(folder, 'bad.json');
    writeFileSync(
      bad,
      '{"name": "bad", "input": {"channels": 3, "size": 8},\n "network": [{"conv": 4, "kernal": 3},\n {"convv": 4}]}',
    );
    const { code, out, err } = await runCli(['check', bad, TINY]);
    expect(code).toBe(2);
    expect(err).toContain(`${bad}:2:`);
    expect(err).toContain('did you mean "kernel"?');
    expect(err).toContain(`${bad}:3:`);
    expect(out).toContain('name           tiny');
    const document = json((await runCli(['check', bad, '--json'])).out) as {
      valid: boolean;
      problems: { line: number }[];
    };
    expect(document.valid).toBe(false);
    expect(document.problems.map(({ line }) => line)).toEqual([2, 3]);
  });

  test('tries a wide space, whose layers are priced only per architecture', async () => {
    const file = join(folder, 'wide.json');
    const range = { range: [1, 100_000] };
    const network = [
      { conv: 'a', kernel: 1 },
      { conv: 'b', kernel: 1 },
      { conv: '(a * b) % 7919 + 1', kernel: 1, groups: 'a % 5 == 0 ? 2 : 1' },
    ];
    const input = { channels: 3, size: 32 };
    writeFileSync(file, JSON.stringify({ name: 'wide', input, decisions: { a: range, b: range }, network }));
    const reason =
      /an architecture of this space cannot be built: \d+ (in|out)put channels are not divisible by 2 groups/;
    const arch = JSON.stringify({ a: 5, b: 3 });
    for (const argv of [
      ['check', file],
      ['sample', file],
      ['cost', file, '--arch', arch],
      ['layers', file, '--arch', arch],
    ]) {
      const { code, err } = await runCli(argv);
      expect({ argv, code, err }).toEqual({ argv, code: 2, err: expect.stringMatching(reason) as string });
    }
  });

  test('verifies the figures of the check block', async () => {
    const space = json(readFileSync(TINY, 'utf8'));
    const file = join(folder, 'figures.json');
    const write = (params: number) =>
      writeFileSync(
        file,
        JSON.stringify({
          ...space,
          check: [{ name: 'smallest', arch: SMALLEST, params, training: SMALLEST_COSTS.training }],
        }),
      );
    write(SMALLEST_COSTS.params);
    expect((await runCli(['check', file])).out).toContain('2 of 2 agree');
    write(1);
    const { code, err } = await runCli(['check', file]);
    expect(code).toBe(2);
    expect(err).toContain(`smallest: params is ${SMALLEST_COSTS.params}, but the check block says 1`);
  });

  test('warns of layers that reach no output', async () => {
    const file = join(folder, 'dead.json');
    writeFileSync(
      file,
      '{"name": "dead", "input": {"channels": 3, "size": 8}, "network": [{"name": "a", "conv": 4, "kernel": 3},\n {"name": "lost", "conv": 8, "kernel": 3}, {"from": "a", "conv": 2, "kernel": 1}]}',
    );
    const { code, err } = await runCli(['check', file]);
    expect(code).toBe(0);
    expect(err).toContain(`${file}:2:`);
    expect(err).toContain('the output of lost reaches no output of the network');
  });

  test('warns once of many layers that reach no output in some networks, unless they are meant', async () => {
    const read = { pick: 1, of: ['in', 'start'] };
    const convs = Array.from({ length: 12 }, () => ({ conv: 4, kernel: 3 }));
    const space = {
      name: 'dead',
      input: { channels: 3, size: 8 },
      network: [{ name: 'start', conv: 4, kernel: 3 }, ...convs, read, { conv: 2, kernel: 1 }],
    };
    const file = join(folder, 'deadSometimes.json');
    writeFileSync(file, JSON.stringify(space));
    const { code, err } = await runCli(['check', file]);
    expect(code).toBe(0);
    expect(err).toMatch(/the outputs of 12 layers, as conv1, reach no output of some of the networks/);
    expect(err.split('warning:')).toHaveLength(2);
    writeFileSync(file, JSON.stringify({ ...space, unread: 'run' }));
    expect((await runCli(['check', file])).err).not.toContain('reach no output');
  });

  test('a missing file is told with the shipped spaces near its name', async () => {
    const { code, err } = await runCli(['check', 'mobilnet']);
    expect(code).toBe(2);
    expect(err).toContain('did you mean "mobilenet"?');
  });

  test('a problem of the whole file stands at its start', async () => {
    for (const file of [join(folder, 'none.json'), 'mobilnet', folder]) {
      const { code, out } = await runCli(['check', file, '--json']);
      expect(code).toBe(2);
      expect(json(out)).toMatchObject({
        file,
        valid: false,
        problems: [{ pointer: '', line: 1, column: 1, severity: 'error' }],
      });
    }
  });
});

describe('the program', () => {
  test('list shows the shipped spaces with size and source', async () => {
    const stopped = await runCli(['list', '--known'], { signal: AbortSignal.abort() });
    expect(stopped).toMatchObject({ code: 130, out: '' });
    expect((await runCli(['check', 'nats-sss'], { signal: AbortSignal.abort() })).code).toBe(130);
    const { code, out } = await runCli(['list']);
    expect(code).toBe(0);
    expect(out).toMatch(/^mobilenet +5\.440e\+20 +46 +\S.*/m);
    const lines = jsonLines((await runCli(['list', '--json'])).out);
    expect(lines.find((line) => line['name'] === 'mobilenet')).toMatchObject({
      size: String(7371n ** 5n * 25n),
      decisions: 46,
    });
  });

  test('help names every command, and each has help of its own', async () => {
    const { code, out } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const command of ['sample', 'cost', 'pareto', 'layers', 'check', 'list', 'devices']) {
      expect(out).toContain(`nascost ${command}`);
      const own = await runCli([command, '--help']);
      expect(own.code).toBe(0);
      expect(own.out).toContain('--json');
    }
  });

  test('--version is that of package.json', async () => {
    const { version } = json(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
    expect((await runCli(['--version'])).out).toBe(`${String(version)}\n`);
  });

  test.each([
    [[], 'give a command'],
    [['smaple', 'x'], 'did you mean "sample"?'],
    [['list', '--jsn'], 'did you mean "json"?'],
    [['sample'], 'sample needs a space: a file, or a name of "nascost list"'],
    [['cost', '--json'], 'cost needs a space: a file, or a name of "nascost list"'],
    [['check'], 'check needs spaces: files, or names of "nascost list"'],
    [['merge', '--out', 'a.csv'], 'merge needs all parts of a run: their checkpoints, or their files of records'],
  ])('%j is wrong use, exit code 2', async (argv, message) => {
    const { code, out, err } = await runCli(argv);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('a reader that has gone is not a failure', async () => {
    const { ClosedOutput } = await import('../../src/cli/io.js');
    const { code, err } = await runCli(['list'], {
      onOut: () => {
        throw new ClosedOutput();
      },
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
