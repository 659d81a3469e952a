import { existsSync } from 'node:fs';
import { METRICS } from '../../cost/metrics.js';
import { childOf, describeNode, plainValue, quote, type JsonNode, type JsonObject } from '../../space/jsonNode.js';
import { parseJson } from '../../space/parseJson.js';
import { MOST_PROBLEMS } from '../../space/readSpace.js';
import { faultOfFile } from '../../space/readSpaceFile.js';
import { readTextFile } from '../../space/readTextFile.js';
import { Source } from '../../space/source.js';
import { suggest } from '../../space/suggest.js';
import type { Metric, Problem } from '../../types.js';
import type { KnownNetwork, KnownNetworks, PublishedFigures } from './knownNetwork.js';
import { readPublished } from './published.js';

export interface ReadKnownFile {
  readonly file: string;
  readonly text?: string | undefined;
  /** Present where there are no problems. */
  readonly known?: KnownNetworks;
  readonly problems: readonly Problem[];
}

/** Reads a file of known networks; see docs/extending.md. Undefined where there is no such file. */
export async function readKnownFile(file: string): Promise<ReadKnownFile | undefined> {
  if (!existsSync(file)) return undefined;
  const { text, fault } = await readTextFile(file);
  if (text === undefined) return { file, problems: [faultOfFile(fault)] };
  const source = new Source(text.replace(/^\uFEFF/, ''), file);
  const root = parseJson(source);
  const known = root && new KnownReader(source).read(root);
  return source.hasErrors || known === undefined
    ? { file, text, problems: source.report(MOST_PROBLEMS) }
    : { file, text, known, problems: [] };
}

/** Reads the parts of the file, and tells the source what is wrong with them. */
class KnownReader {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  read(root: JsonNode): KnownNetworks | undefined {
    const file = this.#object(root, ['space', 'notes', 'networks'], ['space', 'networks']);
    if (file === undefined) return undefined;
    this.#text(childOf(file, 'space'));
    const networks = this.#entries(childOf(file, 'networks'));
    return {
      notes: this.#list(childOf(file, 'notes')).map((note) => this.#text(note)),
      networks: networks.map(([name, node]) => this.#network(name, node)),
    };
  }

  #network(name: string, node: JsonNode): KnownNetwork {
    const network = this.#object(node, ['arch', 'published', 'note', 'outside'], ['arch']);
    const arch = childOf(network, 'arch');
    const [note, outside] = [childOf(network, 'note'), childOf(network, 'outside')];
    if (!/^[a-z0-9][a-z0-9._-]*$/.test(name)) {
      this.#wrong(node, `the network is called ${quote(name)}; expected lower-case letters, digits, . _ and -`);
    }
    if (arch !== undefined && arch.kind !== 'object') this.#expected(arch, 'an object of decisions and values');
    return {
      name,
      architecture: arch?.kind === 'object' ? (plainValue(arch) as Record<string, unknown>) : {},
      published: this.#list(childOf(network, 'published')).map((entry) => this.#published(entry)),
      ...(note !== undefined && { note: this.#text(note) }),
      ...(outside !== undefined && { outside: this.#text(outside) }),
    };
  }

  #published(node: JsonNode): PublishedFigures {
    const entry = this.#object(node, ['source', ...METRICS], ['source']);
    const figures: Partial<Record<Metric, string>> = {};
    for (const metric of METRICS) {
      const figure = childOf(entry, metric);
      if (figure === undefined) continue;
      figures[metric] = this.#text(figure);
      if (readPublished(figures[metric]) === undefined)
        this.#expected(figure, 'a figure as published, such as "5.48M"');
    }
    return { source: this.#text(childOf(entry, 'source')), figures };
  }

  #object(node: JsonNode, keys: readonly string[], required: readonly string[]): JsonObject | undefined {
    if (node.kind !== 'object') {
      this.#expected(node, `an object of ${keys.join(', ')}`);
      return undefined;
    }
    for (const key of node.entries.keys()) {
      if (keys.includes(key)) continue;
      const hint = suggest(key, keys) ?? `expected one of ${keys.join(', ')}`;
      this.#source.error(this.#source.placeOfKey(node, key), `unknown key ${quote(key)}`, hint);
    }
    for (const key of required) if (!node.entries.has(key)) this.#wrong(node, `${JSON.stringify(key)} is missing`);
    return node;
  }

  #entries(node: JsonNode | undefined): [string, JsonNode][] {
    if (node === undefined) return [];
    if (node.kind === 'object') return [...node.entries].map(([key, entry]) => [key, entry.node]);
    this.#expected(node, 'an object of networks');
    return [];
  }

  #list(node: JsonNode | undefined): readonly JsonNode[] {
    if (node === undefined) return [];
    if (node.kind === 'array') return node.items;
    this.#expected(node, 'a list');
    return [];
  }

  #text(node: JsonNode | undefined): string {
    if (node === undefined) return '';
    if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
    this.#expected(node, 'a text');
    return '';
  }

  #expected(node: JsonNode, expected: string): void {
    this.#wrong(node, `expected ${expected}, found ${describeNode(node)}`);
  }

  #wrong(node: JsonNode, message: string): void {
    this.#source.error(this.#source.placeOf(node), message);
  }
}
