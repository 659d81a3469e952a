/** A network of the DARTS family: a skeleton, and the genotypes of its two cells. */
export interface DartsNetwork {
  readonly dataset: 'cifar' | 'imagenet';
  readonly channels: number;
  readonly layers: number;
  /** Entries 2i and 2i + 1 feed node i + 2: an operation, and the state that it reads. */
  readonly normal: Genotype;
  readonly normal_concat: readonly number[];
  readonly reduce: Genotype;
  readonly reduce_concat: readonly number[];
}

export type Genotype = readonly (readonly [operation: string, state: number])[];

const STATES = ['s0', 's1', 'n2', 'n3', 'n4', 'n5', 'n6'];

/**
 * The space file of one network, without decisions: the wiring is written out, so that it may be any, with states that
 * nothing reads. The operations are those of `darts`, a space of the family.
 */
export function dartsNetwork(darts: { blocks: Record<string, object> }, network: DartsNetwork): object {
  const { reluConv, factorizedReduce, separable, sepConv } = darts.blocks;
  const { dataset, channels, layers } = network;
  const imagenet = dataset === 'imagenet';
  return {
    name: 'network',
    input: { channels: 3, size: imagenet ? 224 : 32 },
    blocks: {
      reluConv,
      factorizedReduce,
      separable,
      sepConv,
      normal: cell(network.normal, network.normal_concat, 1),
      reduce: cell(network.reduce, network.reduce_concat, 2),
    },
    network: [
      ...(imagenet ? imagenetStem(channels) : [{ conv: 3 * channels, kernel: 3, norm: 'batch' }]),
      ...cells(channels, layers),
      'globalPool',
      { linear: imagenet ? 1000 : 10 },
    ],
  };
}

function imagenetStem(channels: number): object[] {
  const conv = { kernel: 3, stride: 2, norm: 'batch' };
  return [
    { layers: [{ conv: Math.floor(channels / 2), ...conv, act: 'relu' }, { conv: channels, ...conv }], residual: false },
    { layers: [{ act: 'relu' }, { conv: channels, ...conv }], residual: false },
  ];
}

function cells(channels: number, layers: number): object[] {
  let width = channels;
  return Array.from({ length: layers }, (_, i) => {
    const reduces = i === Math.floor(layers / 3) || i === Math.floor((2 * layers) / 3);
    if (reduces) width *= 2;
    return { block: reduces ? 'reduce' : 'normal', channels: width };
  });
}

function cell(genotype: Genotype, concat: readonly number[], stride: number): object {
  const nodes = Array.from({ length: genotype.length / 2 }, (_, i) => ({
    name: STATES[i + 2],
    add: genotype
      .slice(2 * i, 2 * i + 2)
      .map(([operation, state]) => ({ from: STATES[state], layers: layersOf(operation, state < 2 ? stride : 1) })),
  }));
  return {
    arguments: { channels: null },
    inputs: ['before', 'previous'],
    layers: [
      {
        name: 's0',
        from: 'before',
        choose: {
          reduce: { block: 'factorizedReduce', out: 'channels' },
          keep: { block: 'reluConv', out: 'channels' },
        },
        by: "before.height != previous.height ? 'reduce' : 'keep'",
      },
      { name: 's1', from: 'previous', block: 'reluConv', out: 'channels' },
      ...nodes,
      { concat: concat.map((state) => STATES[state]) },
    ],
  };
}

function layersOf(operation: string, stride: number): object | string | readonly object[] {
  const [, kernel = ''] = /_(\d)x\d$/.exec(operation) ?? [];
  const window = { kernel: Number(kernel), stride };
  if (operation === 'skip_connect') {
    return stride === 1 ? 'identity' : { block: 'factorizedReduce', out: 'in.channels' };
  }
  if (operation.startsWith('max_pool')) return { pool: 'max', ...window };
  if (operation.startsWith('avg_pool')) return { pool: 'avg', ...window };
  if (operation.startsWith('sep_conv')) return { block: 'sepConv', ...window };
  if (operation.startsWith('dil_conv')) return { block: 'separable', ...window, dilation: 2 };
  return [
    { act: 'relu' },
    { conv: 'in.channels', kernel: [1, 7], stride: [1, stride], bias: false },
    { conv: 'in.channels', kernel: [7, 1], stride: [stride, 1], norm: 'batch' },
  ];
}
