import type { Architecture, DomainValue } from '../types.js';
import { printable } from './printable.js';

/** A decision's name in its folder: text before its trailing number, and the number. */
interface Step {
  readonly base: string;
  readonly number: number | undefined;
}

interface Tree {
  value?: DomainValue;
  readonly children: Map<string, Tree>;
}

/**
 * An architecture in a short readable form, for tables: common prefixes are written once, and numbered siblings become
 * one list.
 *
 *     resolution=160 stage1: depth=2 kernel=3,5 expand=6,4 stage2: depth=3 …
 */
export function architectureText(architecture: Architecture): string {
  const root: Tree = { children: new Map() };
  for (const [name, value] of Object.entries(architecture)) insert(root, name.split('.'), value);
  const { words, sections } = render(root, '');
  return printable([...words, ...sections].join(' '));
}

/** A value as one word: the members of a subset joined by `+`. */
export function valueText(value: DomainValue): string {
  return typeof value === 'object' ? value.join('+') : String(value);
}

/** A value, or what an inactive decision has. */
export function valueOrInactive(value: DomainValue | null): string {
  return value === null ? 'inactive' : valueText(value);
}

function insert(tree: Tree, path: readonly string[], value: DomainValue): void {
  let node = tree;
  for (const name of path) {
    const next = node.children.get(name) ?? { children: new Map() };
    node.children.set(name, next);
    node = next;
  }
  node.value = value;
}

/** Words of a tree: its own decisions first, then what has a prefix of its own, so that no prefix reaches too far. */
function render(tree: Tree, prefix: string): { words: string[]; sections: string[] } {
  const words: string[] = [];
  const sections: string[] = [];
  for (const [base, siblings] of groups(tree)) {
    if (siblings.every(([, child]) => isFoldable(child))) words.push(...fold(base, siblings));
    else for (const [name, child] of siblings) sections.push(...section(prefix, name, child));
  }
  return { words, sections };
}

/** Labelled by its whole path, so that it does not matter where the section before it ends. */
function section(prefix: string, name: string, tree: Tree): string[] {
  const path = `${prefix}${name}`;
  const label = tree.value === undefined ? path : `${path}=${valueText(tree.value)}`;
  if (tree.children.size === 0) return [label];
  const { words, sections } = render(tree, `${path}.`);
  if (words.length === 0 && tree.value === undefined) return sections;
  return [`${label}:`, ...words, ...sections];
}

/** Children by the name without its number, in order of appearance. */
function groups(tree: Tree): Map<string, [string, Tree][]> {
  const found = new Map<string, [string, Tree][]>();
  for (const entry of tree.children) {
    const { base, number } = step(entry[0]);
    const key = number === undefined ? entry[0] : `${base}#`;
    const group = found.get(key) ?? [];
    group.push(entry);
    found.set(key, group);
  }
  return found;
}

/** Lists stay readable only where nothing below is a list again. */
function isFoldable(tree: Tree): boolean {
  for (const siblings of groups(tree).values()) {
    if (siblings.length > 1) return false;
    for (const [, child] of siblings) if (!isFoldable(child)) return false;
  }
  return true;
}

/**
 * Siblings as lists: one word per decision below them, one value per sibling. `-` stands where one has no such
 * decision.
 */
function fold(key: string, siblings: readonly [string, Tree][]): string[] {
  const first = siblings[0];
  if (first === undefined) return [];
  if (siblings.length === 1 && !key.endsWith('#')) return [...flatten(first[1], first[0])].map(([k, v]) => `${k}=${v}`);
  const prefix = siblingPrefix(siblings);
  const flat = siblings.map(([, tree]) => flatten(tree, ''));
  const keys = [...new Set(flat.flatMap((leaves) => [...leaves.keys()]))];
  return keys.map((leaf) => {
    const name = leaf === '' ? prefix || first[0] : prefix === '' ? leaf : `${prefix}.${leaf}`;
    return `${name}=${flat.map((leaves) => leaves.get(leaf) ?? '-').join(',')}`;
  });
}

/**
 * Repetitions are called `block`, which goes without saying; other siblings keep their name, and numbers that do not
 * count from 1.
 */
function siblingPrefix(siblings: readonly [string, Tree][]): string {
  const steps = siblings.map(([name]) => step(name));
  const [from, to] = [steps[0]?.number ?? 0, steps.at(-1)?.number ?? 0];
  const base = steps[0]?.base ?? '';
  if (from === 1 && to === steps.length && to > 1) return base === 'block' ? '' : base;
  if (base === 'block' && from === 1 && to === 1) return '';
  return from === to ? `${base}${from}` : `${base}${from}..${to}`;
}

function flatten(tree: Tree, path: string, into = new Map<string, string>()): Map<string, string> {
  if (tree.value !== undefined) into.set(path, valueText(tree.value));
  for (const [name, child] of tree.children) flatten(child, path === '' ? name : `${path}.${name}`, into);
  return into;
}

function step(name: string): Step {
  const match = /^(.*?)(\d+)$/.exec(name);
  return match ? { base: match[1] ?? '', number: Number(match[2]) } : { base: name, number: undefined };
}
