import { architectureText } from '../report/architectureText.js';
import { exactJson } from '../report/exactJson.js';
import { figureText } from '../report/figureText.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { InfeasibleError, NearMiss } from '../run/whole/infeasible.js';
import { recordJson } from './recordJson.js';

/** A budget that nothing meets, and what comes nearest to it. */
export function infeasibleText({ message, nearest }: InfeasibleError): string {
  return [message, ...nearest.flatMap((miss) => missText(miss))].map((line) => `nascost: ${line}\n`).join('');
}

/** The same as a document. */
export function infeasibleJson(space: CompiledSpace, { message, nearest }: InfeasibleError): string {
  const misses = nearest.map(({ name, side, limit, figure, proven, costed }) => ({
    metric: name,
    side,
    limit: exactJson(limit),
    figure: exactJson(figure),
    proven,
    ...recordJson(space, costed),
  }));
  return `${JSON.stringify({ infeasible: true, message, nearest: misses })}\n`;
}

function missText({ name, side, limit, figure, proven, costed }: NearMiss): string[] {
  const [low, high] = side === 'below' ? [figure, limit] : [limit, figure];
  const off = typeof low === 'bigint' || typeof high === 'bigint' ? BigInt(high) - BigInt(low) : high - low;
  const share = Number(limit) === 0 ? '' : `, ${((100 * Number(off)) / Math.abs(Number(limit))).toPrecision(3)} %`;
  const others = side === 'below' ? 'the most' : 'the least';
  return [
    `${others} ${name} with the rest of the budget ${proven ? 'is' : 'that was drawn is'} ${figureText(figure)}, ${figureText(off)} ${side} the limit of ${figureText(limit)}${share}:`,
    `  ${costed.index}: ${architectureText(costed.architecture)}`,
  ];
}
