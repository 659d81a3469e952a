// Compiles spaces/space.schema.json to plain code (src/space/generated/validateSchema.ts): compiling it when nascost
// starts would take a fifth of a second, and need ajv at run time.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';

const schemaFile = new URL('../spaces/space.schema.json', import.meta.url);
const target = new URL('../src/space/generated/validateSchema.ts', import.meta.url);

const schema = withoutDescriptions(JSON.parse(await readFile(schemaFile, 'utf8')));
// the title tells, in an error, which definition was broken
for (const [name, definition] of Object.entries(schema.$defs)) definition.title = name;
schema.title = 'space';
schema.properties.input.title = 'input';
const ajv = new Ajv2020({
  allErrors: true,
  verbose: true,
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  inlineRefs: false,
  code: { source: true, esm: true },
});
const code = withBoundedErrors(standaloneCode.default(ajv, ajv.compile(schema)));
if (/\brequire\(/.test(code)) throw new Error('the generated validator would need ajv at run time');

const text = `// Made by scripts/generateValidator.mjs from spaces/space.schema.json: npm run generate.
// @ts-nocheck
/* eslint-disable */
${code}
`;

if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8')) !== text)
    throw new Error('the validator is older than the schema: npm run generate');
} else {
  await mkdir(new URL('.', target), { recursive: true });
  await writeFile(target, text);
}

/**
 * ajv copies all errors so far at every further one, which takes hours for a list of a million faulty items. Here they
 * are appended, and no more than anyone could read.
 */
function withBoundedErrors(generated) {
  const join = /vErrors = vErrors === null \? ([\w.]+)\.errors : vErrors\.concat\(\1\.errors\)/g;
  const bounded = generated.replace(join, 'vErrors = appendErrors(vErrors, $1.errors)');
  if (bounded.includes('.concat(')) throw new Error('ajv joins errors in a way that this script does not know');
  return `${bounded}
function appendErrors(errors, more) {
  if (errors === null) return more;
  for (let i = 0; i < more.length && errors.length < 10_000; i++) errors.push(more[i]);
  return errors;
}`;
}

/** The schema without what only people read: "description" is also the name of a property, which stays. */
function withoutDescriptions(value) {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key, child]) => key !== 'description' || typeof child !== 'string');
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutDescriptions(child)]));
}
