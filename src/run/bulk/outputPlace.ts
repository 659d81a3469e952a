import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { FILE_FORMATS, type FileFormat } from '../../report/fileFormat.js';
import { destination, OutputError } from '../../report/outputFile.js';

/** Where records go. */
export interface OutputPlace {
  /** The file; with `split`, the folder. */
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  readonly format: FileFormat;
  /** Into so many files of about equally many rows. */
  readonly split: number | undefined;
}

/** All files that writing records to a place makes, but for its lock. */
export function outputFiles(place: OutputPlace): string[] {
  const files = Array.from({ length: place.split ?? 1 }, (_, file) => resolve(fileIn(place, file)));
  return files.flatMap((file) => [file, partialOf(file)]);
}

/** The path of a file of the place, by its number from 0. */
export function fileIn({ path, format, split }: OutputPlace, file: number): string {
  if (split === undefined) return path;
  const digits = String(split).length;
  return join(path, `part-${String(file + 1).padStart(digits, '0')}-of-${split}.${format}`);
}

/** What a file is called until it is whole. */
export function partialOf(file: string): string {
  return `${file}.partial`;
}

/**
 * The place with symbolic links followed, so that a finished file replaces what a link leads to and not the link.
 *
 * @throws OutputError where something other than a file (a folder, with `split`) is there
 */
export async function realPlace(place: OutputPlace): Promise<OutputPlace> {
  if (place.split !== undefined) {
    const found = await stat(place.path).catch(() => undefined);
    if (found !== undefined && !found.isDirectory())
      throw new OutputError(`cannot write ${place.path}: it is a file; with --split it is to be a folder`);
    return found === undefined ? place : { ...place, path: await realpath(place.path) };
  }
  return { ...place, path: await destination(place.path) };
}

/** What `fileIn` calls a file of a folder, whole or not; the group is its format. */
const SPLIT_FILE = /^part-[0-9]+-of-[0-9]+\.(.+?)(?:\.partial)?$/;

const FORMATS: ReadonlySet<string> = new Set(FILE_FORMATS);

/**
 * A folder is read as a whole: files of a run into another number of them, or of another format, would be taken for
 * some of this one.
 *
 * @throws OutputError where there are such, or folders under the names of files
 */
export async function checkFolder(place: OutputPlace): Promise<void> {
  if (place.split === undefined) return;
  const own = new Set(outputFiles(place).map((file) => basename(file)));
  const found = await readdir(place.path, { withFileTypes: true }).catch(() => []);
  const folder = found.find((entry) => own.has(entry.name) && entry.isDirectory());
  if (folder !== undefined)
    throw new OutputError(`cannot write ${place.name}: ${join(place.name, folder.name)} is a folder`);
  const isSplit = (name: string) => FORMATS.has(SPLIT_FILE.exec(name)?.[1] ?? '');
  const others = found.map(({ name }) => name).filter((name) => isSplit(name) && !own.has(name));
  const [first, second] = others.toSorted();
  if (first === undefined) return;
  throw new OutputError(
    `cannot write ${place.name}: it has files of another run (${first}${second === undefined ? '' : ', …'}); ` +
      'remove them, or give --out another name',
  );
}
