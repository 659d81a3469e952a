import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BARE_LAYERS, LAYERS, LAYER_NAMES, MODIFIER_KEYS, STRUCTURE_KEYS } from '../../src/space/layers.js';
import { NAME_PATTERN } from '../../src/space/names.js';
import { readSpace } from '../../src/space/readSpace.js';
import { ACTIVATIONS, MODES, NORMS, PADDINGS, POOLS } from '../../src/space/words.js';
import { spaceText } from './spaces.js';

interface Definition {
  readonly description?: string;
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, { readonly $ref?: string }>>;
  readonly enum?: readonly string[];
  readonly pattern?: string;
}

const file = new URL('../../spaces/space.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(file, 'utf8')) as { readonly $defs: Readonly<Record<string, Definition>> };
const keysOf = (name: string) => Object.keys(schema.$defs[name]?.properties ?? {});

describe('the schema for editors', () => {
  it('knows the attributes that the reader knows, for every layer', () => {
    for (const layer of LAYER_NAMES) {
      expect([layer, ...keysOf(layer)].toSorted()).toEqual(
        [layer, layer, ...LAYERS[layer].attributes, ...MODIFIER_KEYS].toSorted(),
      );
      expect(schema.$defs[layer]).toMatchObject({ additionalProperties: false });
    }
  });

  it('gives a layer a value where the reader reads one', () => {
    for (const layer of LAYER_NAMES) {
      const takesOnlyTrue = schema.$defs[layer]?.properties?.[layer]?.$ref === '#/$defs/on';
      expect([layer, takesOnlyTrue]).toEqual([layer, LAYERS[layer].main === undefined]);
    }
  });

  it('knows every item, with the keys that any item may carry', () => {
    for (const key of STRUCTURE_KEYS) expect(keysOf(key)).toEqual(expect.arrayContaining([key, ...MODIFIER_KEYS]));
    expect(schema.$defs.bareLayer?.enum?.toSorted()).toEqual(BARE_LAYERS.toSorted());
    expect(schema.$defs.name?.pattern).toBe(NAME_PATTERN.source);
  });

  it('describes every item and value for people who type', () => {
    const silent = Object.entries(schema.$defs).filter(
      ([name, definition]) => name !== 'itemObject' && !definition.description,
    );
    expect(silent).toEqual([]);
  });

  it('has been compiled to the validator that nascost runs', () => {
    const script = fileURLToPath(new URL('../../scripts/generateValidator.mjs', import.meta.url));
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  });
});

describe('words', () => {
  it('each belong in their place', () => {
    const items = [
      ...ACTIVATIONS.map((act) => ({ act })),
      ...NORMS.map((norm) => ({ norm })),
      ...POOLS.map((pool) => ({ pool, kernel: 2 })),
      ...PADDINGS.map((padding) => ({ conv: 8, padding })),
      ...MODES.map((upsample) => ({ upsample, scale: 2 })),
    ];
    expect(readSpace(spaceText({ network: items }), 'x').problems).toEqual([]);
  });
});
