import type { Architecture, Choice, Decision, DomainValue } from '../types.js';

/** The decisions of a choice by name: active ones only, in the order of the space. */
export function architectureOf(decisions: readonly Decision[], choice: Choice): Architecture {
  const architecture: [string, DomainValue][] = [];
  for (let d = 0; d < decisions.length; d++) {
    const value = choice[d] as number;
    const decision = decisions[d] as Decision;
    if (value >= 0) architecture.push([decision.name, decision.values[value] as DomainValue]);
  }
  return Object.fromEntries(architecture);
}
