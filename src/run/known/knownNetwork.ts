import type { Metric } from '../../types.js';

/** The networks of a space that people know by name. */
export interface KnownNetworks {
  /** What there is to know about the figures of the space as a whole, a paragraph each. */
  readonly notes: readonly string[];
  readonly networks: readonly KnownNetwork[];
}

/** A network that people know by name. */
export interface KnownNetwork {
  /** Lower case, as people call it: `regnetx-4.0gf`. */
  readonly name: string;
  /** Names of decisions, which may be starred, to values. */
  readonly architecture: Readonly<Record<string, unknown>>;
  readonly published: readonly PublishedFigures[];
  /** Why figures differ from the published ones, or what else there is to know. */
  readonly note?: string;
  /** Why the space does not hold the network; absent where it does. */
  readonly outside?: string;
}

/** What one source says about a network. */
export interface PublishedFigures {
  readonly source: string;
  /** With the digits that they were published with: `5.48M`. */
  readonly figures: Readonly<Partial<Record<Metric, string>>>;
}
