import type { Draw } from './draw.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Members = Record<string, Json>;

/** Most architectures of a space, so that each of them can be looked at. */
const MOST_ARCHITECTURES = 120;

/** The text of a small space over most of the language. Most can be built; some cannot, and are worth as much. */
export function spaceOf(draw: Draw): string {
  return JSON.stringify(new Grammar(draw).space());
}

/** Makes the parts of a space, each from those before it. */
class Grammar {
  readonly #draw: Draw;
  /** How many times more architectures there may be. */
  #room = MOST_ARCHITECTURES;
  /** How often decisions of what is being made are made. */
  #copies = 1;
  #depth = 0;
  /** Names of numbers that expressions may read. */
  readonly #numbers: string[] = [];
  /** Of named items before the one being made. */
  #items: string[] = [];
  readonly #blocks: string[] = [];
  readonly #functions: string[] = [];

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  space(): Members {
    const draw = this.#draw;
    const space: Members = { name: 'fuzzed' };
    if (draw.chance(40)) {
      const [a, b] = [this.#domain([2, 4, 8]), this.#domain([1, 2, 3])];
      if (a !== undefined && b !== undefined) {
        space['decisions'] = { a, b };
        this.#numbers.push('a', 'b');
      }
    }
    if (draw.chance(30)) {
      space['functions'] = { 'f(x)': `x + ${draw.nat(4)}`, 'g(x, y)': 'f(x) * f(y)' };
      this.#functions.push('f');
    }
    if (draw.chance(30)) {
      space['let'] = { m: this.#expression(), n: this.#expression() };
      this.#numbers.push('m', 'n');
    }
    const isMap = draw.chance(70);
    const isIds = !isMap && draw.chance(25);
    space['input'] = isMap ? this.#map() : isIds ? { tokens: draw.of([6, 1]) } : this.#sequence();
    if (draw.chance(20)) space['inputGradient'] = 'all';
    if (draw.chance(40)) space['blocks'] = this.#blockDeclarations(isMap);
    const network = this.#network(isMap);
    space['network'] = isIds ? [{ embedding: this.#value([10, 20]), features: 8 }, ...network] : network;
    if (draw.chance(30)) space['where'] = draw.list(1, 2, () => this.#condition());
    if (draw.chance(10)) space['check'] = [{ name: 'one', arch: { a: 2, b: 1 }, params: draw.of([40, 100]) }];
    return space;
  }

  #map(): Members {
    const draw = this.#draw;
    const size: Json = draw.of<Json>([8, 9, [8, 6], this.#domain([8, 12]) ?? 8, [7], [4, 4, 3]]);
    return {
      channels: draw.of<Json>([4, 3, this.#domain([4, 6]) ?? 4]),
      size,
      ...(draw.chance(5) && { dimensions: 1 }),
    };
  }

  #sequence(): Members {
    return { tokens: this.#draw.of([5, 8, 1]), features: this.#draw.of<Json>([8, 12, this.#domain([8, 16]) ?? 8]) };
  }

  #network(isMap: boolean): readonly Json[] {
    const draw = this.#draw;
    const items: Json[] = isMap ? [{ name: 'stem', ...this.#growing() }] : [];
    if (isMap) this.#items.push('stem');
    items.push(...draw.list(1, 4, () => this.#item(isMap)));
    if (isMap && draw.chance(30)) return [...items, 'tokens', ...draw.list(0, 2, () => this.#item(false))];
    if (draw.chance(40)) items.push('globalPool', { linear: this.#value([2, 3]) });
    return items;
  }

  #blockDeclarations(isMap: boolean): Members {
    const draw = this.#draw;
    const shared = draw.chance(30);
    const copies = shared ? 1 : 2;
    const body = this.#within({ copies }, () => draw.list(1, 2, () => this.#keeping(isMap)));
    const block: Members = { layers: body as Json };
    if (draw.chance(60)) block['arguments'] = { k: draw.of<Json>([3, null, { choice: [1, 3] }]), w: 4 };
    if (draw.chance(30)) block['residual'] = draw.of<Json>([true, 'in.channels == 4', 'w == 4']);
    if (draw.chance(20)) block['let'] = { z: 'w * 2' };
    if (draw.chance(20)) block['inputs'] = ['s0', 's1'];
    if (shared) block['shared'] = true;
    this.#blocks.push('cell');
    return { cell: block };
  }

  /** An item at the level of a sequence, which may change the shape. */
  #item(isMap: boolean): Members | string {
    const draw = this.#draw;
    const kind = this.#depth > 2 ? draw.nat(3) : draw.nat(11);
    const item = this.#kindOfItem(kind, isMap);
    if (typeof item === 'string') return item;
    return this.#modified(item, isMap);
  }

  #kindOfItem(kind: number, isMap: boolean): Members | string {
    const draw = this.#draw;
    const inner = (): Json => this.#sequenceOf(isMap);
    switch (kind) {
      case 0:
      case 1:
        return this.#keeping(isMap);
      case 2:
        return isMap ? this.#growing() : { linear: this.#value([8, 12]), act: draw.of(['relu', 'gelu']) };
      case 3:
        return { layers: this.#within({}, () => draw.list(1, 2, () => this.#item(isMap))) };
      case 4:
        return this.#choose(inner);
      case 5: {
        const labels = ['p', 'q', 'r'];
        if (this.#take(3 ** this.#copies) === undefined) return this.#keeping(isMap);
        const each = draw.chance(40) && { each: this.#within({ copies: 2 }, () => this.#keeping(isMap)) };
        const of = Object.fromEntries(labels.map((label) => [label, inner()]));
        return { pick: draw.of<Json>([1, 2, [1, 2]]), of, ...each, ...(draw.chance(40) && { join: this.#join() }) };
      }
      case 6: {
        const branches = draw.list(1, 3, () => this.#branch(inner));
        return { [this.#join()]: branches, ...(draw.chance(30) && { act: 'relu' }) };
      }
      case 7:
        return { split: [inner(), inner()] };
      case 8:
        if (this.#blocks.length === 0) return this.#keeping(isMap);
        return {
          block: draw.of(this.#blocks),
          ...(draw.chance(50) && { k: 3 }),
          ...(draw.chance(30) && { w: 'in.channels' }),
        };
      case 9: {
        const times = draw.of<[Json, number]>([
          [2, 2],
          [this.#domain([1, 2]) ?? 1, 2],
          [this.#domain([0, 3]) ?? 1, 3],
        ]);
        const layers = this.#within({ copies: times[1] }, () => draw.list(1, 2, () => this.#item(isMap)));
        return { repeat: times[0], layers };
      }
      default:
        return { from: draw.of([...this.#items, 'in']), ...(this.#keeping(isMap) as Members) };
    }
  }

  #modified(item: Members, isMap: boolean): Members {
    const draw = this.#draw;
    const more: Members = {};
    if (draw.chance(25)) {
      more['name'] = `item${this.#items.length}`;
      this.#items.push(more['name']);
    }
    if (draw.chance(15)) more['when'] = draw.of<Json>([this.#condition(), this.#domain([true, false]) ?? true]);
    if (draw.chance(12))
      more['residual'] = draw.of<Json>([true, this.#condition(), this.#domain([true, false]) ?? true]);
    if (draw.chance(5)) more['shortcut'] = this.#keeping(isMap);
    if (draw.chance(10)) more['trainable'] = draw.of<Json>([false, this.#domain([true, false]) ?? true]);
    if (draw.chance(10)) more['recompute'] = draw.of<Json>([true, this.#domain([true, false]) ?? true]);
    if (draw.chance(8)) more['where'] = this.#condition();
    if (draw.chance(8) && !('repeat' in item)) more['repeat'] = 2;
    return { ...more, ...item };
  }

  #choose(inner: () => Json): Members {
    const draw = this.#draw;
    const alternatives = { a: 'identity', b: inner(), c: inner() };
    if (draw.chance(20))
      return { choose: alternatives, by: draw.of(["first ? 'a' : 'b'", "in.channels > 5 ? 'c' : 'b'", "'a'"]) };
    if (this.#take(3 ** this.#copies) === undefined) return { layers: [alternatives.b] };
    return { choose: alternatives };
  }

  #branch(inner: () => Json): Json {
    const draw = this.#draw;
    return draw.chance(25) ? draw.of(['in', 'identity', ...this.#items]) : inner();
  }

  #join(): string {
    return this.#draw.of(['add', 'concat', 'multiply']);
  }

  #sequenceOf(isMap: boolean): Json {
    return this.#within({}, () =>
      this.#depth < 3 && this.#draw.chance(20) ? [this.#keeping(isMap), this.#item(isMap)] : this.#keeping(isMap),
    ) as Json;
  }

  /** What is made inside of something; names made there are not read outside. */
  #within<Made>({ copies = 1 }: { readonly copies?: number }, make: () => Made): Made {
    const items = this.#items;
    this.#items = [...items];
    this.#copies *= copies;
    this.#depth++;
    const made = make();
    this.#items = items;
    this.#copies /= copies;
    this.#depth--;
    return made;
  }

  /** A layer that may change channels and sizes. */
  #growing(): Members {
    const draw = this.#draw;
    const conv: Members = { conv: this.#value([4, 6, 8]), kernel: this.#value([3, 1]) };
    if (draw.chance(25)) conv['stride'] = draw.of<Json>([2, 1, [1, 2], this.#value([1, 2])]);
    if (draw.chance(15))
      conv['padding'] = draw.of<Json>([
        'same',
        'valid',
        1,
        [
          [1, 0],
          [0, 1],
        ],
      ]);
    if (draw.chance(10)) conv['dilation'] = 2;
    if (draw.chance(10)) conv['groups'] = draw.of<Json>([2, 'gcd(in.channels, 4)']);
    if (draw.chance(8)) conv['transposed'] = true;
    if (draw.chance(30)) conv['norm'] = draw.of<Json>(['batch', 'instance', 'group', this.#word(['batch', 'layer'])]);
    if (draw.chance(30)) conv['act'] = draw.of<Json>(['relu', this.#word(['relu', 'prelu'])]);
    if (draw.chance(10)) conv['bias'] = draw.of<Json>([false, this.#domain([true, false]) ?? true]);
    return conv;
  }

  /** A layer that keeps its shape, or nearly always does. */
  #keeping(isMap: boolean): Members | string {
    const draw = this.#draw;
    return isMap ? this.#keepingMap(draw) : this.#keepingSequence(draw);
  }

  #keepingMap(draw: Draw): Members | string {
    switch (draw.nat(14)) {
      case 0:
        return 'identity';
      case 1:
        return { conv: 'in.channels', kernel: this.#value([3, 1]) };
      case 2:
        return { depthwise: this.#value([3, 5]), act: draw.of(['relu', 'hswish']) };
      case 3:
        return { pool: this.#word(['max', 'avg']), kernel: 3, stride: 1 };
      case 4:
        return { squeeze: this.#value([1, 2]) };
      case 5:
        return { norm: draw.of(['batch', 'layer', 'instance', 'rms']) };
      case 6:
        return { act: this.#word(['relu', 'silu']) };
      case 7:
        return { shuffle: draw.of<Json>([1, 2, 'gcd(in.channels, 2)']) };
      case 8:
        return draw.of(['zero', 'layerScale', 'dropout', 'flatten']);
      case 9:
        return { upsample: draw.of(['nearest', 'bilinear']), scale: draw.of([1, 2]) };
      case 10:
        return {
          pad: draw.of<Json>([
            0,
            1,
            -1,
            [
              [1, 0],
              [0, 1],
            ],
          ]),
        };
      case 11:
        return {
          slice: draw.of<Json>([
            [0, 'in.channels'],
            [0, 2],
            [1, 'in.channels'],
          ]),
        };
      case 12:
        return { constant: true, channels: 'in.channels', size: 'in.size' };
      default:
        return { reshape: true, channels: 'in.channels', size: draw.of(['in.size', '[in.height, in.width]']) };
    }
  }

  #keepingSequence(draw: Draw): Members | string {
    switch (draw.nat(10)) {
      case 0:
        return 'identity';
      case 1:
        return { linear: 'in.features', bias: draw.chance(50) };
      case 2:
        return { linear: this.#value([8, 12]), act: 'gelu' };
      case 3:
        return { attention: this.#value([1, 2]), ...(draw.chance(30) && { window: draw.of([2, 4]) }) };
      case 4: {
        const key = draw.chance(30) &&
          this.#items.length > 0 && { key: draw.of(this.#items), value: draw.of(this.#items) };
        const bias = draw.chance(20) && { scoreBias: { linear: 'in.features' } };
        return { attention: 2, width: this.#value([8, 4]), relativeKey: 5, out: 'in.features', ...key, ...bias };
      }
      case 5:
        return { norm: draw.of(['layer', 'rms']) };
      case 6:
        return draw.of(['layerScale', 'positionEmbedding', 'dropout', 'zero']);
      case 7:
        return { classToken: 1 };
      case 8:
        return { act: this.#word(['relu', 'gelu']) };
      default:
        return {
          slice: draw.of<Json>([
            [0, 'in.tokens'],
            [0, 1],
          ]),
        };
    }
  }

  /** A number: fixed, computed, or decided here. */
  #value(numbers: readonly number[]): Json {
    const draw = this.#draw;
    if (draw.chance(35)) return this.#domain(numbers) ?? (numbers[0] as number);
    return draw.chance(15) ? this.#expression() : draw.of(numbers);
  }

  #word(words: readonly string[]): Json {
    return (this.#draw.chance(30) ? this.#domain(words) : undefined) ?? (words[0] as string);
  }

  /** A decision, where there is room for one. */
  #domain(values: readonly (number | string | boolean)[]): Json | undefined {
    const draw = this.#draw;
    if (this.#take(values.length ** this.#copies) === undefined) return undefined;
    const [first, second] = values;
    const isRange = typeof first === 'number' && typeof second === 'number' && second > first && draw.chance(20);
    return isRange ? { range: [first, second, second - first] } : { choice: [...values] };
  }

  /** Undefined where a decision would make too many architectures. */
  #take(factor: number): true | undefined {
    if (this.#room < factor) return undefined;
    this.#room /= factor;
    return true;
  }

  #expression(): string {
    const draw = this.#draw;
    const name = () => draw.of(['4', '2', ...this.#numbers]);
    const inner = () =>
      this.#functions.length > 0 && draw.chance(40) ? `${draw.of(this.#functions)}(${name()})` : name();
    return draw.of([
      `${inner()} + ${inner()}`,
      `${inner()} * ${inner()}`,
      `max(${inner()}, ${inner()})`,
      `divisible(${inner()} * 3, 4)`,
      `${inner()} > 3 ? ${inner()} : ${inner()} + 4`,
      `[${inner()}, ${inner()}][0]`,
      `round(${inner()} / 3) + 1`,
      `${inner()} ** 2 % 7 + 1`,
    ]);
  }

  #condition(): string {
    const draw = this.#draw;
    const name = () => draw.of(['4', '2', ...this.#numbers]);
    return draw.of([
      `${name()} <= ${name()}`,
      `${name()} != ${name()}`,
      `not (${name()} == 2 and ${name()} > 1)`,
      'true',
      `${name()} + ${name()} < 9 or ${name()} == 4`,
    ]);
  }
}
