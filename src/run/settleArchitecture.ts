import type { Decision, DomainValue } from '../types.js';
import type { CompiledSpace } from './compiledSpace.js';
import { ArchitectureError } from './errors.js';
import { architectureReader, type ArchitectureReader } from './readArchitecture.js';
import { graphReader } from './readGraph.js';
import { shownValue } from './shownValue.js';
import { spreadArchitecture, type SpreadArchitecture } from './spreadArchitecture.js';

/**
 * The space of one network, whose values need not be in the domains.
 *
 * @param decisions those of the space
 * @param read reads architectures that are within the domains
 * @param settle makes the space in which decisions have the values given
 * @throws ArchitectureError where the architecture does not say one network
 */
export function settleArchitecture(
  decisions: readonly Decision[],
  architecture: Readonly<Record<string, unknown>>,
  read: ArchitectureReader,
  settle: (settled: ReadonlyMap<string, DomainValue>) => CompiledSpace,
): CompiledSpace {
  const spread = spreadArchitecture(architecture, decisions);
  const { given, problems: unread } = graphReader(decisions)(spread.given);
  const problems = [...spread.problems.values(), ...unread];
  // under a starred name it may be for a decision that is not active; otherwise the reader refuses it
  const strange = [...given].filter(([, { value, starred }]) => !isDomainValue(value) && !starred);
  if (problems.length > 0 || strange.length > 0) {
    const texts = strange.map(([name, { value }]) => `${shownValue(name)} cannot be ${shownValue(value)}`);
    throw new ArchitectureError([...problems, ...texts]);
  }
  const domains = new Map(decisions.map(({ name, values }) => [name, values]));
  const settled = new Map<string, DomainValue>();
  for (const [name, { value }] of given) {
    if (isDomainValue(value)) settled.set(name, ownSubset(domains.get(name) ?? [], value));
  }
  const space = settle(settled);
  // alone, a network may read less than in the space: the branch of an expression that is not taken, and what that
  // depends on
  if (!isRead(spread, read))
    architectureReader(space.decisions, space.diagram)({ given: leftOf(given, space.decisions), problems: new Map() });
  return space;
}

function isRead(spread: SpreadArchitecture, read: ArchitectureReader): boolean {
  try {
    read(spread);
    return true;
  } catch (error) {
    if (error instanceof ArchitectureError) return false;
    throw error;
  }
}

/** Without what starred names give to decisions that have gone: those of alternatives that are not taken. */
function leftOf(given: SpreadArchitecture['given'], decisions: readonly Decision[]): SpreadArchitecture['given'] {
  const left = new Set(decisions.map(({ name }) => name));
  return new Map([...given].filter(([name, { starred }]) => !starred || left.has(name)));
}

function isDomainValue(value: unknown): value is DomainValue {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

/** A subset as its domain writes it, whatever the order of the members. */
function ownSubset(domain: readonly DomainValue[], value: DomainValue): DomainValue {
  if (!Array.isArray(value)) return value;
  const key = JSON.stringify(value.toSorted());
  return domain.find((own) => Array.isArray(own) && JSON.stringify(own.toSorted()) === key) ?? value;
}
