/** What a diagram can grow too large for when every cost is left out of it. */
export type CulpritKind = 'constraint' | 'activity' | 'domain';

/** A space whose decisions, activities and constraints alone make too large a diagram. */
export class CompileError extends Error {
  readonly kind: CulpritKind;
  /** Text of the constraint, or name of the decision. */
  readonly culprit: string;
  /** The limit that was passed: `2000000 nodes`. */
  readonly limit: string;

  constructor(kind: CulpritKind, culprit: string, limit: string) {
    super(`${CAUSES[kind](culprit)} that the diagram passes its limit of ${limit}`);
    this.name = 'CompileError';
    this.kind = kind;
    this.culprit = culprit;
    this.limit = limit;
  }
}

const CAUSES: Readonly<Record<CulpritKind, (culprit: string) => string>> = {
  constraint: (text) => `the constraint "${text}" needs so many combinations of decisions kept apart`,
  activity: (name) => `whether "${name}" is active needs so many combinations of decisions kept apart`,
  domain: (name) => `the decision "${name}" has so many values`,
};
