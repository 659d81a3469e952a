import { figureText } from '../report/figureText.js';
import type { Budget } from '../run/whole/budget.js';

/** A budget in one line: `training <= 1.800G, params >= 3.000M`; empty without one. */
export function budgetText(budget: Budget): string {
  return Object.entries(budget)
    .flatMap(([name, { min, max }]) => [
      ...(min === undefined ? [] : [`${name} >= ${figureText(Number(min))}`]),
      ...(max === undefined ? [] : [`${name} <= ${figureText(Number(max))}`]),
    ])
    .join(', ');
}

/** The same as a member of a document. */
export function budgetJson(budget: Budget): object {
  const figure = (limit: number | bigint | string | undefined) => (limit === undefined ? {} : Number(limit));
  return Object.fromEntries(
    Object.entries(budget).map(([name, { min, max }]) => [
      name,
      { ...(min !== undefined && { min: figure(min) }), ...(max !== undefined && { max: figure(max) }) },
    ]),
  );
}
