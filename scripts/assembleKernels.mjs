// Assembles src/diagram/kernels.wat into src/diagram/kernelBytes.ts: npm run kernels. The bytes are committed, so that
// only who changes the kernels needs an assembler; with --check it only tells whether they are those of the source.
import { readFile, writeFile } from 'node:fs/promises';
import openWabt from 'wabt';

const source = new URL('../src/diagram/kernels.wat', import.meta.url);
const target = new URL('../src/diagram/kernelBytes.ts', import.meta.url);

/** Names, after what makes them other than operands. */
const NAMES = /(\b(?:local\.(?:get|set|tee)|call|br|br_if|param|local|func|loop|block) )?\$\w+/g;

const NUMBERS = /\(@number (\w+) (\d+)\)/g;

const { written, numbers } = writeOut(await readFile(source, 'utf8'));
const wabt = await openWabt();
const { buffer } = wabt.parseWat('kernels.wat', written, { simd: true }).toBinary({ write_debug_names: false });
const lines = Buffer.from(buffer)
  .toString('base64')
  .match(/.{1,112}/g)
  .map((line) => `  '${line}',`);
const module = `// Made by scripts/assembleKernels.mjs from kernels.wat: npm run kernels.

/** The numbers of kernels.wat. */
export const KERNEL_NUMBERS = {
${[...numbers].map(([name, value]) => `  ${name}: ${value},`).join('\n')}
} as const;

/** kernels.wat, assembled, in base64. */
export const KERNEL_BYTES = [
${lines.join('\n')}
].join('');
`;

if (!process.argv.includes('--check')) await writeFile(target, module);
else if ((await readFile(target, 'utf8')) !== module)
  throw new Error('the kernels are older than their source: npm run kernels');

/** Writes out what the source has beside WebAssembly's text format: see there. */
function writeOut(wat) {
  const plain = wat.replaceAll(/;;.*$/gm, '');
  const values = new Map([...plain.matchAll(NUMBERS)].map(([, name, value]) => [name, value]));
  const macros = new Map();
  let code = plain.replaceAll(NUMBERS, '');
  for (let at = code.indexOf('(@macro'); at >= 0; at = code.indexOf('(@macro')) {
    const end = closing(code, at);
    const [, name, parameters, body] = /^\(@macro \((\w+)((?: \$\w+)*)\)(.*)\)$/s.exec(code.slice(at, end));
    macros.set(name, { parameters: parameters.trim().split(' '), body });
    code = code.slice(0, at) + code.slice(end);
  }
  const expanded = code
    .replaceAll(/\(@(\w+)((?: \$\w+)*)\)/g, (_, name, given) => expand(macros.get(name), given.trim().split(' ')))
    .replaceAll(/@(\w+)/g, (_, name) => values.get(name))
    .replaceAll(NAMES, (all, before) => (before === undefined ? `(local.get ${all})` : all));
  return { written: expanded, numbers: values };
}

function expand({ parameters, body }, given) {
  return body.replaceAll(/\$\w+/g, (name) => given[parameters.indexOf(name)] ?? name);
}

/** Just behind the parenthesis that closes the one at `open`. */
function closing(code, open) {
  for (let at = open, depth = 0; ; at++) {
    if (code[at] === '(') depth++;
    if (code[at] === ')' && --depth === 0) return at + 1;
  }
}
