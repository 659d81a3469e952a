import { openSpace, type CompiledSpace } from '../src/index.js';

const CELLS = {
  name: 'cells',
  input: { channels: 4, size: 'side' },
  decisions: { side: { choice: [8, 12] }, wide: { choice: [false, true] } },
  network: [
    { name: 'stem', conv: { choice: [4, 6, 10] }, kernel: 3, norm: 'batch' },
    {
      name: 'stage',
      repeat: { choice: [0, 1, 2] },
      layers: [{ name: 'mix', depthwise: { choice: [3, 5] }, act: 'relu' }],
    },
    { name: 'op', choose: { skip: 'identity', large: { conv: 'in.channels', kernel: 3 }, none: 'zero' } },
    { name: 'n', pick: [1, 2], of: { p: 'identity', q: { conv: 'in.channels', kernel: 1 }, r: { squeeze: 2 } } },
    'globalPool',
    { act: 'relu', when: 'wide' },
    { linear: 3 },
  ],
  where: ['stage.depth < 2 or side == 8'],
};

export const REPEATED = {
  name: 'repeated',
  input: { channels: 3, size: 16 },
  network: [
    {
      name: 'stage',
      repeat: { choice: [1, 2, 3] },
      layers: [{ name: 'mix', conv: { choice: [16, 24] }, kernel: { choice: [3, 5] } }],
    },
    'globalPool',
    { linear: 10 },
  ],
};

const SPACES = [CELLS, REPEATED];
const opened: Promise<CompiledSpace>[] = [];

/** Two spaces of some hundreds of architectures, opened once. */
export function smallSpace(which: number): Promise<CompiledSpace> {
  const w = Math.abs(which) % SPACES.length;
  return (opened[w] ??= openSpace({ text: JSON.stringify(SPACES[w]) }));
}
