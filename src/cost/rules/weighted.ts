import type { Exact, Gradients } from '../../types.js';
import { product, sum } from '../exact.js';
import type { Work } from './rule.js';

/** A layer whose output is its input combined with its parameters, in elements. */
export interface Weighted {
  readonly input: Exact;
  readonly output: Exact;
  /** Parameters that the input is multiplied with: the input gradient reads them too. */
  readonly weights: Exact;
  readonly bias: Exact;
  /** The weights are another layer's. */
  readonly tied: boolean;
  /** Multiply-accumulates of the forward pass, by section 1 of docs/cost-model.md; 0 for elementwise layers. */
  readonly macs: Exact;
  readonly activations: Exact;
  /** The input gradient reads the saved input as well as the weights (norms, activations). */
  readonly nonlinear: boolean;
}

/** The work of a convolution, a linear layer, a norm, a scale or an activation. */
export function weightedWork(layer: Weighted, gradients: Gradients): Work {
  const { input, output, weights, bias, macs } = layer;
  const parameters = sum(weights, bias);
  const filter = gradients.filter && parameters !== 0;
  const toInput = gradients.inputs[0] === true;
  const flops = product(2, macs);
  const filterMoved = filter ? sum(input, output, parameters) : 0;
  const inputMoved = toInput ? sum(output, weights, layer.nonlinear ? input : 0, input) : 0;
  return {
    macs,
    filterGradFlops: filter ? flops : 0,
    inputGradFlops: toInput ? flops : 0,
    parameters: layer.tied ? bias : parameters,
    activations: layer.activations,
    saved: filter || (toInput && layer.nonlinear) ? input : 0,
    savedBytes: 0,
    forwardMoved: sum(input, parameters, output),
    forwardMovedBytes: 0,
    backwardMoved: sum(filterMoved, inputMoved),
    backwardMovedBytes: 0,
    working: sum(input, parameters, output),
    workingBytes: 0,
  };
}
