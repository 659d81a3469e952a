/**
 * Why the system refused a file, in words for the end of a sentence: `cannot write out.csv: no space left on the
 * device`.
 *
 * @param purpose what the file was wanted for: a missing file is no fault where one is to be written, a missing folder
 * is
 */
export function systemReason(error: unknown, purpose: 'read' | 'write'): string {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  const known = REASONS[code ?? ''];
  if (known === undefined) return message ?? String(error);
  return typeof known === 'string' ? known : known[purpose];
}

const REASONS: Readonly<Record<string, string | { readonly read: string; readonly write: string }>> = {
  ENOENT: { read: 'there is no such file', write: 'no such folder; make it first' },
  ENOTDIR: {
    read: 'there is no such file: a part of the path is a file, not a folder',
    write: 'its folder is not a folder',
  },
  EACCES: { read: 'permission denied; it must be readable', write: 'permission denied; its folder must be writable' },
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  EISDIR: { read: 'it is a folder, not a file', write: 'it is a folder; give the name of a file' },
  ELOOP: 'its links lead in a circle',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'disk quota exceeded',
  EFBIG: 'it would be larger than the system allows a file to be',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EBUSY: 'it is in use',
  ETXTBSY: 'it is in use',
  EIO: 'the device failed',
};
