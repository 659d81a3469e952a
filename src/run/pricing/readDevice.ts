import { createReadStream } from 'node:fs';
import { systemReason } from '../../report/systemReason.js';
import { RequestError } from '../errors.js';
import { checkDevice, type Device } from './checkDevice.js';

/**
 * Reads a device file; see docs/extending.md.
 *
 * @throws RequestError where it cannot be read, or with all that is wrong with it, a line each
 */
export async function readDevice(path: string): Promise<Device> {
  return checkDevice(parse(await readText(path), path), path);
}

const MOST_BYTES = 1024 * 1024;

async function readText(path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    // `end` is inclusive; whatever the path leads to, no more is read
    for await (const chunk of createReadStream(path, { end: MOST_BYTES }) as AsyncIterable<Uint8Array>)
      chunks.push(chunk);
  } catch (error) {
    throw new RequestError(`cannot read ${path}: ${systemReason(error, 'read')}`, { cause: error });
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length > MOST_BYTES) throw new RequestError(`${path}: larger than 1 MB; a device is a short JSON file`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RequestError(`${path}: not UTF-8 text; a device is a short JSON file`);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(`${path}: not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
