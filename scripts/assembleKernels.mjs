// Assembles src/diagram/kernels.wat into src/diagram/kernelBytes.ts: npm run kernels. The bytes are committed, so that
// only who changes the kernels needs an assembler; with --check it only tells whether they are those of the source.
import { readFile, writeFile } from 'node:fs/promises';
import openWabt from 'wabt';

const source = new URL('../src/diagram/kernels.wat', import.meta.url);
const target = new URL('../src/diagram/kernelBytes.ts', import.meta.url);

const text = withMacros(await readFile(source, 'utf8'));
const wabt = await openWabt();
const { buffer } = wabt.parseWat('kernels.wat', text, { simd: true }).toBinary({ write_debug_names: false });
const lines = Buffer.from(buffer)
  .toString('base64')
  .match(/.{1,112}/g)
  .map((line) => `  '${line}',`);
const module = `/** kernels.wat, assembled by scripts/assembleKernels.mjs: npm run kernels. In base64. */
export const KERNEL_BYTES = [
${lines.join('\n')}
].join('');
`;

if (!process.argv.includes('--check')) await writeFile(target, module);
else if ((await readFile(target, 'utf8')) !== module)
  throw new Error('the kernels are older than their source: npm run kernels');

/** Writes out what the source has beside WebAssembly's text format: mixes and bare operands. */
function withMacros(wat) {
  const mixed = wat
    .replaceAll(/^ *;;.*$/gm, '')
    .replaceAll(/\(@mix (\$\w+)\)/g, (_, x) => mix(x, 'v128.xor', 'i32x4', (c) => `(i32x4.splat (i32.const ${c}))`))
    .replaceAll(/\(@mix1 (\$\w+)\)/g, (_, x) => mix(x, 'i32.xor', 'i32', (c) => `(i32.const ${c})`));
  const naming = /(\b(?:local\.[gst]et|local\.tee|call|br|br_if|param|local|func|loop|block) )?(\$\w+)/g;
  return mixed.replaceAll(naming, (all, before, name) => (before === undefined ? `(local.get ${name})` : all));
}

/** mix32 of src/diagram/mix.ts, on the words of a local. */
function mix(x, xor, type, constant) {
  const fold = (by) => `(local.set ${x} (${xor} ${x} (${type}.shr_u ${x} (i32.const ${by}))))`;
  const multiply = (by) => `(local.set ${x} (${type}.mul ${x} ${constant(by)}))`;
  return [fold(16), multiply('0x7feb352d'), fold(15), multiply('0x846ca68b'), fold(16)].join(' ');
}
