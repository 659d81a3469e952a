import { appendFileSync } from 'node:fs';

// An evaluator that does what BEHAVIOUR says of an architecture: {"<index>": "throw", …}; all others get a figure of their own.
// The file CALLS remembers, over processes, which it was asked for.
const read = () => JSON.parse(process.env['BEHAVIOUR'] ?? '{}');
const figure = (index) => (Number(index % 97n) + 0.5) / 7;

const BEHAVIOURS = {
  throw() {
    throw new Error('no such\ndevice');
  },
  async reject() {
    throw new Error('gone away');
  },
  hang() {
    for (;;);
  },
  never: () => new Promise(() => undefined),
  exit() {
    process.exit(3);
  },
  leave() {
    process.exit(0);
  },
  stray: () =>
    new Promise(() => {
      setTimeout(() => {
        throw new Error('stray');
      }, 5);
    }),
  nan: () => ({ latency: NaN }),
  text: () => ({ latency: '3' }),
  keys: () => ({ latncy: 3 }),
  bigint: () => ({ latency: 3n }),
  none: () => ({}),
  nothing: () => undefined,
  late: (index, { signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve({ latency: 1 }))),
};

export default {
  name: 'scripted',
  version: process.env['VERSION'] ?? '1',
  metrics: [{ name: 'latency', unit: 'ms' }],
  async evaluate(arch, { index }, context) {
    if (process.env['CALLS'] !== undefined) appendFileSync(process.env['CALLS'], `${index}\n`);
    const behaviour = read()[index];
    if (behaviour !== undefined) return BEHAVIOURS[behaviour](index, context);
    if (process.env['PAUSE'] !== undefined)
      await new Promise((resolve) => setTimeout(resolve, Number(process.env['PAUSE'])));
    return { latency: figure(index) };
  },
};
