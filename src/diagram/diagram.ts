import type { Combine, Diagram, MetricColumns } from '../types.js';

/** What a diagram's buffer is made from. */
export interface DiagramParts extends Pick<
  Diagram,
  'level' | 'arcStart' | 'arcChild' | 'arcValue' | 'metrics' | 'columns' | 'countLimbs'
> {
  readonly order: readonly number[];
  readonly base: readonly number[];
}

/**
 * Lays a diagram out in one SharedArrayBuffer, little-endian as all machines that Node runs on:
 *
 *     header     u32 x 8               magic, version, nodes, arcs, levels, metrics, columns, count limbs
 *     metrics    u32 x 6 per metric    combine, kind, first column, columns, ranked figures, limbs of each
 *     order      u32 per level
 *     level      u32 per node
 *     arcStart   u32 per node, and one
 *     arcChild   u32 per arc
 *     arcValue   u32 per arc
 *     (padding to 8 bytes)
 *     base       f64 per column
 *     columns    f64 per arc, column after column
 *     counts     f64 per node, limb after limb
 *     ranked     f64 limbs of 32 bits, figure after figure, metric after metric
 */
export function layDiagram(parts: DiagramParts): Diagram {
  const shape = shapeOf(parts);
  const rankedLimbs = parts.metrics.map((metric) => limbsNeeded(metric.ranked));
  const rankedTotal = parts.metrics.reduce(
    (sum, metric, m) => sum + metric.ranked.length * (rankedLimbs[m] as number),
    0,
  );
  const places = placesOf(shape);
  const buffer = new SharedArrayBuffer(places.ranked + 8 * rankedTotal);
  const words = new Uint32Array(buffer, 0, places.base >>> 2);
  words.set([MAGIC, VERSION, shape.nodes, shape.arcs, shape.levels, shape.metrics, shape.columns, shape.limbs]);
  let ranked = places.ranked;
  parts.metrics.forEach((metric, m) => {
    const limbs = rankedLimbs[m] as number;
    const kind = KINDS.indexOf(metric.kind);
    words.set(
      [COMBINES.indexOf(metric.combine), kind, metric.first, metric.count, metric.ranked.length, limbs],
      HEADER + DESCRIPTOR * m,
    );
    for (const figure of metric.ranked) {
      new Float64Array(buffer, ranked, limbs).set(toLimbs(figure, limbs, 32n));
      ranked += 8 * limbs;
    }
  });
  const diagram = openDiagram(buffer);
  diagram.order.set(parts.order);
  diagram.level.set(parts.level);
  diagram.arcStart.set(parts.arcStart);
  diagram.arcChild.set(parts.arcChild);
  diagram.arcValue.set(parts.arcValue);
  diagram.base.set(parts.base);
  parts.columns.forEach((column, c) => diagram.columns[c]?.set(column));
  parts.countLimbs.forEach((limbs, l) => diagram.countLimbs[l]?.set(limbs));
  return diagram;
}

/**
 * Views a buffer that layDiagram filled, without copying: the same bytes serve workers, caches and files.
 * Throws if it is not such a buffer, or of another version.
 */
export function openDiagram(buffer: SharedArrayBuffer): Diagram {
  const shape = readShape(buffer);
  const places = placesOf(shape);
  const words = (at: number, length: number): Uint32Array => new Uint32Array(buffer, at, length);
  const floats = (at: number, length: number, count: number): Float64Array[] =>
    Array.from({ length: count }, (_, i) => new Float64Array(buffer, at + 8 * length * i, length));
  const countLimbs = floats(places.counts, shape.nodes, shape.limbs);
  let size: bigint | undefined;
  return {
    buffer,
    get size() {
      return (size ??= fromLimbs(
        countLimbs.map((limbs) => limbs[0] as number),
        40n,
      ));
    },
    nodeCount: shape.nodes,
    arcCount: shape.arcs,
    order: words(places.order, shape.levels),
    level: words(places.level, shape.nodes),
    arcStart: words(places.arcStart, shape.nodes + 1),
    arcChild: words(places.arcChild, shape.arcs),
    arcValue: words(places.arcValue, shape.arcs),
    metrics: readMetrics(buffer, shape, places.ranked),
    columns: floats(places.columns, shape.arcs, shape.columns),
    base: new Float64Array(buffer, places.base, shape.columns),
    countLimbs,
  };
}

/** Splits a figure into `count` limbs of `bits` bits, lowest first. */
export function toLimbs(figure: bigint, count: number, bits: bigint): number[] {
  const limbs: number[] = [];
  for (let i = 0; i < count; i++, figure >>= bits) limbs.push(Number(BigInt.asUintN(Number(bits), figure)));
  return limbs;
}

/** Adds up limbs of `bits` bits, lowest first; sums of limbs may be wider than that. */
export function fromLimbs(limbs: readonly number[], bits: bigint): bigint {
  let figure = 0n;
  for (let i = limbs.length - 1; i >= 0; i--) figure = (figure << bits) + BigInt(limbs[i] as number);
  return figure;
}

/** How many bits a figure has; 0 for 0. */
export function bitLength(figure: bigint): number {
  return figure === 0n ? 0 : figure.toString(2).length;
}

/** Limbs of 32 bits that hold the largest of some figures. */
export function limbsNeeded(figures: readonly bigint[]): number {
  let bits = 0;
  for (const figure of figures) bits = Math.max(bits, bitLength(figure));
  return Math.max(1, Math.ceil(bits / 32));
}

/** "nasc", read as a little-endian word. */
const MAGIC = 0x6373616e;
const VERSION = 1;
const HEADER = 8;
const DESCRIPTOR = 6;
const COMBINES: readonly Combine[] = ['sum', 'max'];
const KINDS: readonly MetricColumns['kind'][] = ['plain', 'limbs', 'ranks'];

interface BufferShape {
  readonly nodes: number;
  readonly arcs: number;
  readonly levels: number;
  readonly metrics: number;
  readonly columns: number;
  readonly limbs: number;
}

function shapeOf(parts: DiagramParts): BufferShape {
  return {
    nodes: parts.level.length,
    arcs: parts.arcChild.length,
    levels: parts.order.length,
    metrics: parts.metrics.length,
    columns: parts.columns.length,
    limbs: parts.countLimbs.length,
  };
}

function readShape(buffer: SharedArrayBuffer): BufferShape {
  if (buffer.byteLength < 4 * HEADER) throw new Error('not a diagram: the buffer is too short');
  const [magic, version, nodes, arcs, levels, metrics, columns, limbs] = new Uint32Array(
    buffer,
    0,
    HEADER,
  ) as unknown as readonly [number, number, number, number, number, number, number, number];
  if (magic !== MAGIC) throw new Error('not a diagram: the buffer does not begin with its magic number');
  if (version !== VERSION) throw new Error(`a diagram of version ${version}; this code reads version ${VERSION}`);
  return { nodes, arcs, levels, metrics, columns, limbs };
}

/** Byte offsets of the sections. */
function placesOf(shape: BufferShape) {
  const order = 4 * (HEADER + DESCRIPTOR * shape.metrics);
  const level = order + 4 * shape.levels;
  const arcStart = level + 4 * shape.nodes;
  const arcChild = arcStart + 4 * (shape.nodes + 1);
  const arcValue = arcChild + 4 * shape.arcs;
  const base = 8 * Math.ceil((arcValue + 4 * shape.arcs) / 8);
  const columns = base + 8 * shape.columns;
  const counts = columns + 8 * shape.columns * shape.arcs;
  const ranked = counts + 8 * shape.limbs * shape.nodes;
  return { order, level, arcStart, arcChild, arcValue, base, columns, counts, ranked };
}

function readMetrics(buffer: SharedArrayBuffer, shape: BufferShape, rankedPlace: number): MetricColumns[] {
  let place = rankedPlace;
  return Array.from({ length: shape.metrics }, (_, m) => {
    const descriptor = new Uint32Array(buffer, 4 * (HEADER + DESCRIPTOR * m), DESCRIPTOR);
    const [combine, kind, first, count, figures, limbs] = descriptor as unknown as readonly [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const ranked = Array.from({ length: figures }, (_figure, i) =>
      fromLimbs([...new Float64Array(buffer, place + 8 * limbs * i, limbs)], 32n),
    );
    place += 8 * limbs * figures;
    return { combine: COMBINES[combine] as Combine, kind: KINDS[kind] as MetricColumns['kind'], first, count, ranked };
  });
}
