import type { Io } from '../../src/cli/io.js';
import { run } from '../../src/cli/run.js';

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CliWorld {
  readonly stdin?: string | Iterable<string>;
  readonly signal?: AbortSignal;
  /** Called with everything that is written to stdout; may throw. */
  readonly onOut?: (text: string) => void;
  readonly width?: number;
}

/** A world of strings, and what was printed into it. */
export function testIo(world: CliWorld = {}): { io: Io; printed: () => Omit<CliResult, 'code'> } {
  let out = '';
  let err = '';
  const terminal = { isTerminal: world.width !== undefined, hasColour: false, width: world.width };
  const io: Io = {
    async out(chunk) {
      const text = typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
      world.onOut?.(text);
      out += text;
    },
    err: (text) => {
      err += text;
    },
    guard: () => undefined,
    finishInterrupted: () => undefined,
    stdin: stream(world.stdin ?? ''),
    signal: world.signal ?? new AbortController().signal,
    results: terminal,
    messages: { ...terminal, isTerminal: false },
  };
  return { io, printed: () => ({ out, err }) };
}

/** Runs the CLI in this process. */
export async function runCli(argv: readonly string[], world: CliWorld = {}): Promise<CliResult> {
  const { io, printed } = testIo(world);
  const code = await run(argv, io);
  return { code, ...printed() };
}

async function* stream(text: string | Iterable<string>): AsyncGenerator<string> {
  if (typeof text === 'string') yield text;
  else yield* text;
}
