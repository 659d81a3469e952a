import type { Choice, Diagram } from '../types.js';

/**
 * Architectures as sums along paths: every decision has some bits of a word, into which an arc that decides it puts its
 * value plus one. No two arcs of a path decide the same, so the words of a path are sums like costs, and whatever adds
 * up costs for many paths at a time tells just as fast which paths they are.
 */
export class ChoiceColumns {
  /** The diagram with words in the place of costs: one metric, whose columns are the words. */
  readonly diagram: Diagram;
  /** Per word: the decisions that have bits of it. */
  readonly #fields: readonly (readonly Field[])[];

  constructor(diagram: Diagram) {
    const fields = layFields(diagram);
    const words = Math.max(1, ...fields.map(({ word }) => word + 1));
    this.#fields = Array.from({ length: words }, (_, word) => fields.filter((field) => field.word === word));
    this.diagram = {
      ...diagram,
      metrics: [{ combine: 'sum', kind: 'limbs', first: 0, count: words, ranked: [] }],
      columns: fillColumns(diagram, fields, words),
      base: new Float64Array(words),
    };
  }

  /** Bytes of the columns of a diagram. */
  static bytesFor(diagram: Diagram): number {
    return 8 * diagram.arcCount * (1 + Math.max(0, ...layFields(diagram).map(({ word }) => word)));
  }

  /** Sets `choice` to the architecture of a row; `words` are the columns' totals. */
  read(words: readonly Float64Array[], row: number, choice: Choice): void {
    choice.fill(-1);
    for (let w = 0; w < this.#fields.length; w++) {
      const bits = (words[w] as Float64Array)[row] as number | 0;
      const fields = this.#fields[w] as Field[];
      for (let f = 0; f < fields.length; f++) {
        const { decision, shift, mask } = fields[f] as Field;
        choice[decision] = ((bits >>> shift) & mask) - 1;
      }
    }
  }
}

/** Where a decision has its bits. */
interface Field {
  readonly decision: number;
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
}

/** Sums of words stay whole numbers of 32 bits with a sign, which is what kernels add. */
const WORD_BITS = 31;

function layFields(diagram: Diagram): Field[] {
  let word = 0;
  let shift = 0;
  return Array.from(largestValues(diagram), (largest, level): Field => {
    // 0 stands for none
    const width = 32 - Math.clz32(largest + 1);
    if (shift + width > WORD_BITS) [word, shift] = [word + 1, 0];
    const field = { decision: diagram.order[level] as number, word, shift, mask: 2 ** width - 1 };
    shift += width;
    return field;
  });
}

/** Level → the largest value that an arc decides there; -1 where none does. */
function largestValues({ nodeCount, order, level, arcStart, arcValue }: Diagram): Int32Array {
  const largest = new Int32Array(order.length).fill(-1);
  for (let node = 0; node < nodeCount - 1; node++) {
    const own = level[node] as number;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++)
      largest[own] = Math.max(largest[own] as number, arcValue[arc] as number);
  }
  return largest;
}

function fillColumns(diagram: Diagram, fields: readonly Field[], words: number): Float64Array[] {
  const { nodeCount, arcCount, level, arcStart, arcValue } = diagram;
  const columns = Array.from({ length: words }, () => new Float64Array(arcCount));
  for (let node = 0; node < nodeCount - 1; node++) {
    const { word, shift } = fields[level[node] as number] as Field;
    const column = columns[word] as Float64Array;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++)
      column[arc] = ((arcValue[arc] as number) + 1) * 2 ** shift;
  }
  return columns;
}
