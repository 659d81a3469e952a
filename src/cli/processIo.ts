import { addAbortSignal } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemReason } from '../report/systemReason.js';
import { ClosedOutput, type Io, type Terminal } from './io.js';

/** The real process as a command sees it, and as the program ends it. */
export interface ProcessIo extends Io {
  /** The run is done: the process ends when all is written. */
  done(exitCode: number): void;
}

/**
 * The real process. Once a command has something to finish, the first interrupt, or the first SIGTERM of a scheduler,
 * aborts `controller`: what is complete can still be written. The second ends the process. Before that, the system
 * does: a handler would have to wait for its turn, which it does not get while a space is compiled.
 */
export function processIo(controller: AbortController): ProcessIo {
  let closed = false;
  /** As the program, and nobody else, ends the process. */
  let exitCode: number | undefined;
  const done = (code: number) => {
    exitCode = code;
    process.exitCode = code;
  };
  const exit = (code: number) => {
    done(code);
    process.exit();
  };
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    closed = true;
    if (error.code === 'EPIPE') return;
    process.stderr.write(`nascost: cannot write standard output: ${systemReason(error, 'write')}\n`);
    exit(2);
  });
  // messages that nobody reads are not worth a failure
  process.stderr.on('error', () => undefined);
  let isHandled = false;
  const finishInterrupted = () => {
    if (isHandled) return;
    isHandled = true;
    for (const [signal, code] of INTERRUPTIONS) {
      process.on(signal, () => {
        if (controller.signal.aborted) exit(code);
        process.stderr.write('nascost: finishing what is under way; interrupt again to stop at once\n');
        controller.abort();
      });
    }
  };
  // signals that it does not handle are lost on the first process of a container
  if (process.pid === 1) finishInterrupted();
  return {
    async out(chunk) {
      if (closed) throw new ClosedOutput();
      if (!process.stdout.write(chunk)) await settled(process.stdout);
      // a file takes all at once; signals are to have their turn nevertheless
      else await nextTurn();
      if (closed) throw new ClosedOutput();
    },
    err: (text) => void process.stderr.write(text),
    // opened only by who reads it; an interrupt ends a read that waits
    get stdin() {
      return addAbortSignal(controller.signal, process.stdin);
    },
    guard(words) {
      process.on('uncaughtException', (value) => {
        process.stderr.write(words({ value }));
        exit(1);
      });
      process.on('exit', () => {
        if (exitCode === undefined) process.stderr.write(words(undefined));
        process.exitCode = exitCode ?? 1;
      });
    },
    done,
    finishInterrupted,
    signal: controller.signal,
    results: terminal(process.stdout),
    messages: terminal(process.stderr),
  };
}

/** With the exit codes of a process that ends at once: 128 and the number of the signal. */
const INTERRUPTIONS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

/** Resolves when there is room in stdout, or never will be, since it has failed or closed. */
async function settled(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      for (const event of EVENTS) stream.off(event, end);
      resolve();
    };
    for (const event of EVENTS) stream.on(event, end);
  });
}

const EVENTS = ['drain', 'error', 'close'] as const;

/** NO_COLOR: https://no-color.org, any non-empty value. */
function terminal(stream: NodeJS.WriteStream): Terminal {
  const isTerminal = stream.isTTY === true;
  const hasColour = isTerminal && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';
  return { isTerminal, hasColour, width: isTerminal ? stream.columns : undefined };
}
