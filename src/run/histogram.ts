/**
 * Counts of non-negative figures in bins of constant relative width, as in HdrHistogram: each power of two is cut into
 * 512 equal bins. The bin of a figure is read off its float64 representation:
 *
 *     high word  | sign 1 | exponent 11 | mantissa, upper 20 |
 *     bin              exponent - 1023 …  9 bits              → (high >>> 11) - (1023 << 9), + 1; 0 holds [0, 1)
 *
 * A bin's middle is at most 1/1024 (below 0.1 %) from every figure in it.
 */
export interface Histogram {
  /** Count per bin, from bin `first` on; as long as the highest bin asks for. */
  counts: Float64Array;
  readonly first: number;
  total: number;
}

/** The largest relative error of a figure that `histogramRank` gives. */
export const HISTOGRAM_ERROR = 1 / 1024;

const BINS_LOG2 = 9;
const ORIGIN = 1023 << BINS_LOG2;
/** Of the two words of a float64, which is the high one. */
const HIGH_WORD: number = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

export function emptyHistogram(): Histogram {
  return { counts: new Float64Array(0), first: 0, total: 0 };
}

/** Counts the first `count` figures of a column, in a histogram that begins at bin 0. */
export function addToHistogram(histogram: Histogram, column: Float64Array, count: number): void {
  const words = new Int32Array(column.buffer, column.byteOffset, 2 * count);
  const bins = binOf(highestWord(words)) + 1;
  // by a whole power of two, so that it rarely grows again
  countBins(words, bins > histogram.counts.length ? grow(histogram, bins + (1 << BINS_LOG2)) : histogram.counts);
  histogram.total += count;
}

function highestWord(words: Int32Array): number {
  let highest = 0;
  for (let word = HIGH_WORD; word < words.length; word += 2) {
    const high = words[word] as number;
    if (high > highest) highest = high;
  }
  return highest;
}

function countBins(words: Int32Array, counts: Float64Array): void {
  for (let word = HIGH_WORD; word < words.length; word += 2) {
    const bin = binOf(words[word] as number);
    counts[bin] = (counts[bin] as number) + 1;
  }
}

/** From the high word of a figure. */
function binOf(high: number): number {
  const bin = (high >> (20 - BINS_LOG2)) - ORIGIN + 1;
  return bin > 0 ? bin : 0;
}

/** Adds the counts of `from` to `into`, which begins at bin 0: associative, and the same in any order. */
export function mergeHistogram(into: Histogram, { counts: more, first, total }: Histogram): void {
  const bins = first + more.length;
  const counts = bins > into.counts.length ? grow(into, bins) : into.counts;
  for (let i = 0; i < more.length; i++) counts[first + i] = (counts[first + i] as number) + (more[i] as number);
  into.total += total;
}

/** Without the empty bins at both ends: figures of a space have a few powers of two of the fifty that there are. */
export function trimmed({ counts, first, total }: Histogram): Histogram {
  let lo = 0;
  let hi = counts.length;
  while (hi > 0 && counts[hi - 1] === 0) hi--;
  while (lo < hi && counts[lo] === 0) lo++;
  return { counts: counts.slice(lo, hi), first: first + lo, total };
}

/** The figure of a rank (0: the least), as the middle of its bin. */
export function histogramRank({ counts, first }: Histogram, rank: number): number {
  let seen = 0;
  let i = -1;
  while (seen <= rank && i < counts.length - 1) {
    i += 1;
    seen += counts[i] as number;
  }
  return binMiddle(first + i);
}

function binMiddle(bin: number): number {
  if (bin <= 0) return 0;
  const octave = 2 ** ((bin - 1) >> BINS_LOG2);
  const step = (bin - 1) & ((1 << BINS_LOG2) - 1);
  return octave * (1 + (step + 0.5) / (1 << BINS_LOG2));
}

function grow(histogram: Histogram, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  counts.set(histogram.counts);
  histogram.counts = counts;
  return counts;
}
