import { ChoiceColumns } from '../diagram/choiceColumns.js';
import { PathSampler } from '../diagram/pathSampler.js';
import { rank } from '../diagram/rank.js';
import { unrank } from '../diagram/unrank.js';
import type { Choice } from '../types.js';
import { columnEvaluator, sampleOptions } from './columnEvaluator.js';
import type { Choose, Selection, ShardSpace, Source } from './job.js';

/** Numbers of a selection → architectures and their indices, for one thread. */
export function openChooser(space: ShardSpace, selection: Selection): Pick<Source, 'choose' | 'chooseInOrder'> {
  const { diagram, drawn } = space;
  const { choose, indexOf } = drawnChooser(space, selection);
  const inSpace = (choice: Choice, index: bigint): bigint =>
    drawn === diagram ? index : (rank(diagram, choice) as bigint);
  const chooseOne: Choose = (number, choice) => inSpace(choice, choose(number, choice));
  let served = 0;
  let blocks: ((lo: number, hi: number) => Choose) | undefined;
  const openBlocks = () => {
    if (ChoiceColumns.bytesFor(drawn) > MOST_BYTES) return () => chooseOne;
    const reader = openReader(space, selection);
    return (lo: number, hi: number): Choose => {
      const read = reader(lo, hi);
      return (number, choice) => {
        read(number, choice);
        return inSpace(choice, indexOf(number, choice));
      };
    };
  };
  return {
    choose: chooseOne,
    chooseInOrder(lo, hi, count = hi - lo) {
      if (count * SPARSE <= hi - lo) return chooseOne;
      served += hi - lo;
      if (served < FEW + drawn.arcCount) return chooseOne;
      return (blocks ??= openBlocks())(lo, hi);
    },
  };
}

/** Where only one in so many numbers is asked for, each is had alone. */
const SPARSE = 8;
/** Fewer architectures, and one more for each arc, are quicker had one by one than columns are made. */
const FEW = 2000;
/** Columns of words for all arcs, which every thread has. */
const MOST_BYTES = 2 ** 25;
/** Architectures whose words are had at a time: they stay in the first-level cache. */
const BLOCK = 512;

interface DrawnChooser {
  /** As Choose, with the index in the diagram that is drawn from. */
  readonly choose: Choose;
  /** That index, of a number whose choice is known. */
  readonly indexOf: Choose;
}

function drawnChooser({ drawn }: ShardSpace, selection: Selection): DrawnChooser {
  if (selection.kind === 'enumerate') {
    const indexOf = (number: number): bigint => selection.from + BigInt(number);
    return {
      indexOf,
      choose(number, choice) {
        const index = indexOf(number);
        unrank(drawn, index, choice);
        return index;
      },
    };
  }
  const sampler = new PathSampler(drawn, sampleOptions(selection));
  return {
    choose: (number, choice) => sampler.sample(number, choice),
    indexOf: (number, choice) => sampler.indexOf(number, choice),
  };
}

type ReadChoice = (number: number, choice: Choice) => void;

/** Architectures in blocks, by the kernels that add up costs. */
function openReader({ drawn }: ShardSpace, selection: Selection): (lo: number, hi: number) => ReadChoice {
  const columns = new ChoiceColumns(drawn);
  const evaluator = columnEvaluator(columns.diagram, [0], selection);
  return (lo, hi) => {
    let begin = lo;
    let end = lo;
    let words: readonly Float64Array[] = [];
    return (number, choice) => {
      if (number < begin || number >= end) {
        begin = number;
        end = Math.min(hi, number + BLOCK);
        words = evaluator.lend(end - begin);
        evaluator.evaluate(begin, end, words);
      }
      columns.read(words, number - begin, choice);
    };
  };
}
