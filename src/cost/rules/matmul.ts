import type { Gradients, Shape } from '../../types.js';
import { product, sum } from '../exact.js';
import { requireInteger, requireShape } from './checks.js';
import { NO_WORK } from './rule.js';
import type { LayerOf, LayerRule, Work } from './rule.js';

type Matmul = LayerOf<'matmul'>;

/** A batched product of two activations: attention's scores, and its weighted sum of values. */
export const matmul: LayerRule<Matmul> = { shape, work };

function shape(layer: Matmul): Shape {
  requireInteger('the batch of a matrix product', layer.batch);
  requireInteger('the rows of a matrix product', layer.rows);
  requireInteger('the inner size of a matrix product', layer.inner);
  requireInteger('the columns of a matrix product', layer.columns);
  requireShape(layer.output);
  return layer.output;
}

/** Each operand's gradient is a product of the same three sizes, and reads the other operand. */
function work(layer: Matmul, _output: Shape, gradients: Gradients): Work {
  const { batch, rows, inner, columns } = layer;
  const left = product(batch, rows, inner);
  const right = product(batch, inner, columns);
  const result = product(batch, rows, columns);
  const macs = product(left, columns);
  const toLeft = gradients.inputs[0] === true;
  const toRight = gradients.inputs[1] === true;
  const operands = sum(left, right, result);
  const sides = (toLeft ? 1 : 0) + (toRight ? 1 : 0);
  return {
    ...NO_WORK,
    macs,
    inputGradFlops: product(2 * sides, macs),
    saved: sum(toLeft ? right : 0, toRight ? left : 0),
    forwardMoved: operands,
    backwardMoved: product(sides, operands),
    working: operands,
  };
}
