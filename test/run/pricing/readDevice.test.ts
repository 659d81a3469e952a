import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deviceFile, shippedDevices } from '../../../src/run/pricing/deviceFile.js';
import { readDevice } from '../../../src/run/pricing/readDevice.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(content: string | Uint8Array): string {
  const path = join(folder, 'device.json');
  writeFileSync(path, content);
  return path;
}

const GOOD = { name: 'x', source: 'y', peak: { float32: 1e12 }, bandwidth: 1e11 };

test('every shipped device is valid, is called as its file, and has a single-precision peak and a power', async () => {
  const shipped = shippedDevices();
  const files = readdirSync(join(import.meta.dirname, '../../../devices'));
  expect(files.toSorted()).toEqual(shipped.map((name) => `${name}.json`));
  for (const name of shipped) {
    const device = await readDevice(deviceFile(name));
    expect(device.name).toBe(name);
    expect(device.peak.float32).toBeGreaterThan(1e12);
    expect(device.power).toBeGreaterThan(0);
    expect(device.source).toMatch(/datasheet|whitepaper/);
  }
});

test('a name is found in upper and lower case; a file stands before a name', () => {
  expect(deviceFile('a100-sxm4-80gb')).toBe(deviceFile('A100-SXM4-80GB'));
  expect(deviceFile(file('{}'))).toBe(join(folder, 'device.json'));
});

test.each([
  ['a100', 'did you mean "A100-SXM4-80GB"?'],
  ['4090', 'did you mean "RTX-4090"?'],
  ['H100-SMX', 'did you mean "H100-SXM"?'],
  ['devices/t5.json', 'did you mean "T4"?'],
  ['abacus', 'the shipped devices are A100-SXM4-80GB, H100-SXM, RTX-3090'],
  ['', 'the shipped devices are'],
])('%j is no device: %s', (name, hint) => {
  expect(() => deviceFile(name)).toThrow(`no file and no shipped device is called ${JSON.stringify(name)}; ${hint}`);
});

test('of a name that is no path, the beginning is told', () => {
  expect(() => deviceFile('long '.repeat(30_000))).toThrow(
    /^no file and no shipped device is called "(?:long ){800}.{0,100}; /,
  );
});

test('a folder is no device, unless it is called as a shipped one', () => {
  mkdirSync(join(folder, 'mine'));
  expect(() => deviceFile(join(folder, 'mine'))).toThrow('mine is a folder, not a device file');
});

test('a file with a byte-order mark and every key is read as it stands', async () => {
  const device = {
    ...GOOD,
    note: 'z',
    power: 10,
    utilisation: 0.5,
    bandwidthUtilisation: 0.8,
    memory: 16e9,
  };
  expect(await readDevice(file(`\uFEFF${JSON.stringify(device)}`))).toEqual(device);
  expect(await readDevice(file(JSON.stringify(GOOD)))).toEqual(GOOD);
});

test.each([
  ['{', 'not JSON: '],
  ['', 'not JSON: '],
  ['[]', 'a device is an object: {"name": …'],
  [Uint8Array.of(0xff, 0xfe, 0), 'not UTF-8 text'],
  [' '.repeat(2 ** 20 + 1), 'larger than 1 MB'],
  [JSON.stringify({ ...GOOD, name: '' }), '"name" is ""; expected the name of the device'],
  [JSON.stringify({ ...GOOD, peak: {} }), '"peak" is {}; expected FLOP/s by number format'],
  [JSON.stringify({ ...GOOD, peak: 1e12 }), '"peak" is 1000000000000; expected FLOP/s by number format'],
  [JSON.stringify({ ...GOOD, peak: { float23: 1e12 } }), '"float23" is no number format; did you mean "float32"?'],
  [
    JSON.stringify({ ...GOOD, peak: { float32: 19.5 } }),
    '"peak.float32" is 19.5; expected a number of FLOP/s, such as 19.5e12',
  ],
  [JSON.stringify({ ...GOOD, bandwidth: '2 TB/s' }), '"bandwidth" is "2 TB/s"; expected a number of bytes/s'],
  ['{"name":"x","source":"y","peak":{"float32":1e12},"bandwidth":1e400}', '"bandwidth" is Infinity; expected'],
  [JSON.stringify({ ...GOOD, power: 0 }), '"power" is 0; expected a number of watts'],
  [JSON.stringify({ ...GOOD, utilisation: 40 }), '"utilisation" is 40; expected a share from 0.000001 to 1'],
  [JSON.stringify({ ...GOOD, utilization: 0.4 }), '"utilization" is no key of a device; did you mean "utilisation"?'],
  [JSON.stringify({ ...GOOD, toString: 1 }), '"toString" is no key of a device; there are name, source'],
  [JSON.stringify({ ...GOOD, zebra: 1 }), '"zebra" is no key of a device; there are name, source'],
])('case %#: a wrong file is told with its name and what would be right', async (content, message) => {
  const path = file(content);
  await expect(readDevice(path)).rejects.toThrow(`${path}: ${message}`);
});

test('everything that is wrong is told at once, a line each', async () => {
  const path = file('{"nam": "x", "peak": {"float32": 1}}');
  const error = (await readDevice(path).catch((caught: unknown) => caught)) as Error;
  expect(error.message.split('\n').map((line) => /"([\w.]+)"/.exec(line)?.[1])).toEqual([
    'name',
    'source',
    'peak.float32',
    'bandwidth',
    'nam',
  ]);
});

test('a file that cannot be read is told by name', async () => {
  await expect(readDevice(join(folder, 'none.json'))).rejects.toThrow('none.json: there is no such file');
  await expect(readDevice(folder)).rejects.toThrow(`cannot read ${folder}: it is a folder, not a file`);
});
