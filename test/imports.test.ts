import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/**
 * Data flows one way: a folder imports only from those before it (and from src/types.ts, which has no code). The trace
 * prices each layer, so cost comes before network; a report is printed from run's results, but runs format their own
 * records in the workers, so report comes before run.
 */
const ORDER = ['space', 'cost', 'network', 'diagram', 'pareto', 'wholeSpace', 'report', 'run', 'cli'];

const root = resolve(import.meta.dirname, '..');

test('a folder of src imports only from those before it', () => {
  const backwards = sourceFiles('src').flatMap((file) =>
    localImports(file)
      .filter((target) => !mayImport(folder(file), folder(target)))
      .map((target) => `${file} imports ${target}`),
  );
  expect(backwards).toEqual([]);
});

test('every folder of src has a place in the order', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map((entry) => entry.name).toSorted()).toEqual(ORDER.toSorted());
});

test('no import leads in a circle', () => {
  const graph = new Map([...sourceFiles('src'), ...sourceFiles('workers')].map((file) => [file, localImports(file)]));
  expect(findCycle(graph)).toEqual([]);
});

test('every local import names a file that exists', () => {
  const known = new Set([...sourceFiles('src'), ...sourceFiles('workers')]);
  const missing = [...known].flatMap((file) => localImports(file).filter((target) => !known.has(target)));
  expect(missing).toEqual([]);
});

function mayImport(from: string, to: string): boolean {
  // src/types.ts, and src/index.ts, which nothing imports but which imports everything
  if (to === 'types.ts' || from === 'index.ts') return true;
  return ORDER.includes(to) && ORDER.indexOf(to) <= ORDER.indexOf(from);
}

function folder(file: string): string {
  return file.split('/')[1] ?? '';
}

function sourceFiles(under: string): string[] {
  return readdirSync(join(root, under), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** Targets of relative imports, static and dynamic, as paths of the .ts files. */
function localImports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)\.js'/g);
  return [...found].map(([, target]) => relative(root, resolve(root, dirname(file), `${target}.ts`)));
}

function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    done.add(file);
    for (const target of graph.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    return [];
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
