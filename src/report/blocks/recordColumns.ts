import type { DomainValue } from '../../types.js';
import { valueText } from '../architectureText.js';
import type { RecordSchema } from './blockFormat.js';

/** A column of a format that stores columns. */
export type RecordColumn = TextColumn | IntegerColumn | FloatColumn | CodedColumn;

export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  readonly nullable: boolean;
}

/** Whole numbers of 64 bits, one per row. */
export interface IntegerColumn {
  readonly kind: 'int64';
  readonly name: string;
}

/** Floats; null where there is none. */
export interface FloatColumn {
  readonly kind: 'double';
  readonly name: string;
}

/** Few different values, told by their codes; null where there is none. */
export type CodedColumn = Domain & {
  readonly kind: 'coded';
  readonly name: string;
  /** Entry i + 1 is the code of the decision's value i; entry 0, of an inactive decision, is -1. */
  readonly codes: Int32Array;
};

type Domain =
  | { readonly type: 'int64'; readonly values: readonly bigint[] }
  | { readonly type: 'double'; readonly values: readonly number[] }
  | { readonly type: 'boolean'; readonly values: readonly boolean[] }
  | { readonly type: 'text'; readonly values: readonly string[] };

/**
 * The columns of a file of records: the index in decimal, one column per decision, one per metric and measure, and with
 * measures the error. The index is text in every space, since many have more than 2^64 architectures.
 */
export function recordColumns(schema: RecordSchema): RecordColumn[] {
  const { decisions, metrics, measures, large = [] } = schema;
  const others = ['index', ...metrics, ...measures, ...(measures.length > 0 ? ['error'] : [])];
  const taken = new Set([...others, ...decisions.map(({ name }) => name)]);
  return [
    { kind: 'text', name: 'index', nullable: false },
    ...decisions.map(({ name, values }) => codedColumn(others.includes(name) ? freeName(name, taken) : name, values)),
    ...metrics.map((name): RecordColumn =>
      large.includes(name) ? { kind: 'text', name, nullable: false } : { kind: 'int64', name },
    ),
    ...measures.map((name): RecordColumn => ({ kind: 'double', name })),
    ...(measures.length > 0 ? [{ kind: 'text', name: 'error', nullable: true } as const] : []),
  ];
}

/** A decision that is called as another column is; readers take columns by name. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free)) free = `arch.${free}`;
  taken.add(free);
  return free;
}

function codedColumn(name: string, domain: readonly DomainValue[]): CodedColumn {
  const kind = 'coded';
  // a domain's values are all of one kind
  if (domain.every((value) => typeof value === 'boolean')) return { kind, name, type: 'boolean', ...distinct(domain) };
  if (domain.every((value) => Number.isSafeInteger(value)))
    return { kind, name, type: 'int64', ...distinct(domain.map((value) => BigInt(value as number))) };
  if (domain.every((value) => typeof value === 'number')) return { kind, name, type: 'double', ...distinct(domain) };
  return { kind, name, type: 'text', ...distinct(domain.map((value) => valueText(value).toWellFormed())) };
}

/** Subsets that are written alike share a code. */
function distinct<T>(domain: readonly T[]): { values: readonly T[]; codes: Int32Array } {
  const codeOf = new Map<T, number>();
  const codes = new Int32Array(domain.length + 1).fill(-1);
  domain.forEach((value, i) => {
    const code = codeOf.get(value) ?? codeOf.size;
    codeOf.set(value, code);
    codes[i + 1] = code;
  });
  return { values: [...codeOf.keys()], codes };
}
