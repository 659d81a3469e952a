import { outputShape } from '../cost/layers.js';
import { evaluateNaive } from '../diagram/evaluateNaive.js';
import type { Choice, CostVector, Graph, Layer, Shape } from '../types.js';
import { namedCosts, type Costs } from './costs.js';

/** One layer of one architecture. */
export interface LayerRow {
  readonly path: string;
  readonly type: Layer['type'];
  readonly layer: Layer;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly costs: Costs;
  /** The output reaches an output of the network; otherwise nothing of it is trained. */
  readonly alive: boolean;
}

/** The layers that an architecture has, in the order of execution. */
export function layerRows(graph: Graph, choice: Choice): LayerRow[] {
  return evaluateNaive(graph, choice)
    .filter(({ present }) => present)
    .map((entry) => {
      // an architecture of a valid space has no invalid layer
      const layer = entry.layer as Layer;
      return {
        path: entry.use.path,
        type: layer.type,
        layer,
        inputs: inputShapes(layer),
        output: outputShape(layer),
        costs: namedCosts(entry.cost as CostVector),
        alive: entry.alive,
      };
    });
}

function inputShapes(layer: Layer): readonly Shape[] {
  if ('inputs' in layer) return layer.inputs;
  return 'input' in layer ? [layer.input] : [];
}
