import type { Decision } from '../types.js';
import { shownValue } from './shownValue.js';

/** What to say of a value that the decision does not have. */
export function wrongValue(decision: Decision, value: unknown): string {
  return `${quote(decision.name)} cannot be ${shownValue(value)}; it is one of ${domainText(decision)}`;
}

/** What to say where the decision is not given. */
export function missing(decision: Decision): string {
  return `${quote(decision.name)} is missing; it is one of ${domainText(decision)}`;
}

const SHOWN_VALUES = 12;

function domainText({ values }: Decision): string {
  const text = values.slice(0, SHOWN_VALUES).map((value) => JSON.stringify(value));
  const rest = values.length - SHOWN_VALUES;
  if (rest <= 0) return text.join(', ');
  return `${text.join(', ')}, … (${rest} more, the last ${JSON.stringify(values.at(-1))})`;
}

function quote(name: string): string {
  return JSON.stringify(name);
}
