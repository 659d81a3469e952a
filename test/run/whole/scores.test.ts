import { describe, expect, test } from 'vitest';
import { RequestError, type CompiledSpace, type Scores } from '../../../src/index.js';
import { readScores } from '../../../src/run/whole/scores.js';
import { randoms, rowsOf, smallSpaces } from './smallSpaces.js';

const [constrained, repeated, alternatives] = (await smallSpaces()) as [CompiledSpace, CompiledSpace, CompiledSpace];

/** Sums of hundredths, in whole numbers. */
function hundredths(scores: Scores, architecture: Readonly<Record<string, unknown>>, space: CompiledSpace): number {
  const own = Object.entries(scores).map(([name, given]) => {
    if (typeof given === 'number') return given;
    const decision = space.decisions.find((known) => known.name === name);
    const value = architecture[name];
    if (value === undefined) return 0;
    const key = Array.isArray(value) ? value.join('+') : String(value);
    const place = decision?.values.findIndex((known) => String(known) === String(value)) ?? -1;
    return Array.isArray(given) ? (given[place] as number) : ((given as Record<string, number>)[key] as number);
  });
  return own.reduce((sum, score) => sum + Math.round(100 * score), 0);
}

/** Scores of some decisions, of both signs, in lists or by value. */
function drawScores(space: CompiledSpace, random: () => number): Scores {
  const score = () => Math.round(200 * random() - 100) / 100;
  const rows = space.decisions
    .filter((_, d) => d === 0 || random() < 0.7)
    .map(({ name, values }) => [
      name,
      random() < 0.5
        ? values.map(score)
        : Object.fromEntries(values.map((value) => [Array.isArray(value) ? value.join('+') : String(value), score()])),
    ]);
  return { ...Object.fromEntries(rows), intercept: score() } as Scores;
}

test('the best by score are those of an enumeration, with their scores to the last decimal', async () => {
  for (const space of [constrained, repeated, alternatives]) {
    const rows = await rowsOf(space);
    const random = randoms(rows.length);
    for (let i = 0; i < 20; i++) {
      const scores = drawScores(space, random);
      const limit = rows[Math.floor(random() * rows.length)]?.figures['training'] as bigint;
      const expected = rows
        .filter(({ figures }) => (figures['training'] as bigint) <= limit)
        .map(({ index, architecture }) => ({ index, score: hundredths(scores, architecture, space) }))
        .toSorted((a, b) => b.score - a.score || Number(a.index - b.index))
        .slice(0, 7);
      const { best } = await space.best({ scores, top: 7, budget: { training: { max: limit } } });
      expect(best.map(({ index, score }) => ({ index, score }))).toEqual(
        expected.map(({ index, score }) => ({ index, score: score / 100 })),
      );
    }
  }
});

test('a score is a budget like any metric, and its ends belong to it', async () => {
  for (const space of [constrained, repeated, alternatives]) {
    const rows = await rowsOf(space);
    const random = randoms(rows.length + 1);
    for (let i = 0; i < 20; i++) {
      const scores = drawScores(space, random);
      const all = rows.map(({ architecture }) => hundredths(scores, architecture, space));
      const at = all[Math.floor(random() * all.length)] as number;
      const count = async (window: object) => (await space.count({ scores, budget: { score: window } })).lower;
      expect(await count({ max: at / 100 })).toBe(BigInt(all.filter((score) => score <= at).length));
      expect(await count({ min: at / 100, max: String(at / 100) })).toBe(
        BigInt(all.filter((score) => score === at).length),
      );
      expect(await count({ min: `${at / 100 + 0.001}` })).toBe(BigInt(all.filter((score) => score > at).length));
      const sample = space.sample({ scores, budget: { score: { max: at / 100 } }, count: 2000, workers: 0 });
      for await (const { count: samples, architecture } of sample) {
        for (let row = 0; row < samples; row++) {
          expect(hundredths(scores, architecture(row), space)).toBeLessThanOrEqual(at);
        }
      }
    }
  }
});

describe('scores', () => {
  test('are decimals: 0.1 + 0.2 is 0.3', async () => {
    const scores = { side: [0.1, 0.1, 0.1], width: [0.2, 0.2, 0.2, 0.2] };
    const { best } = await constrained.best({ scores, budget: { score: { min: 0.3, max: 0.3 } } });
    expect(best[0]?.score).toBe(0.3);
    const { decimals, isRounded } = readScores(scores, constrained.decisions);
    expect({ decimals, isRounded }).toEqual({ decimals: 1, isRounded: false });
  });

  test('of large numbers with many decimals are rounded, and say so', () => {
    const { decimals, isRounded, of } = readScores(
      { side: [1e9, 1.123456789012, 0], width: [-0.3, 0, 0, 0] },
      constrained.decisions,
    );
    expect(isRounded).toBe(true);
    expect(decimals).toBe(6);
    const choice = constrained.decisions.map(({ name }) => (name === 'side' ? 1 : name === 'width' ? 0 : -1));
    expect(of(Int32Array.from(choice))).toBe(823_457n);
  });

  test('that are whole numbers stay whole numbers', async () => {
    const { best } = await constrained.best({ scores: { side: [3, -2, 7], intercept: -10 }, top: 1e5 });
    expect([...new Set(best.map(({ score }) => score))]).toEqual([-3, -7, -12]);
  });

  test('may be tiny', async () => {
    const { best } = await constrained.best({ scores: { side: [1e-300, 3e-300, 2e-300] } });
    expect(best[0]?.score).toBe(3e-300);
    expect(best[0]?.architecture['side']).toBe(12);
  });

  test('by value take subsets by their members', async () => {
    const pick = alternatives.decisions.find(({ values }) => Array.isArray(values[0]));
    if (pick === undefined) throw new Error('no subset');
    const words = pick.values.map((value) => (value as readonly string[]).join('+'));
    expect(words).toContain('p+r');
    const byValue = Object.fromEntries(words.map((word) => [word, word === 'p+r' ? 1 : 0]));
    const { best } = await alternatives.best({ scores: { [pick.name]: byValue } });
    expect(best[0]).toMatchObject({ score: 1, architecture: { [pick.name]: ['p', 'r'] } });
  });

  const side = [0, 0, 0];
  test.each<[unknown, string]>([
    [3, 'scores is 3; expected an object of decisions and their values’ scores'],
    [[], "scores are []; expected an object of decisions and their values' scores"],
    [{}, 'scores name no decision of the space'],
    [{ intercept: 1 }, 'scores name no decision of the space'],
    [{ side, widht: [] }, 'scores: "widht" is not a decision of the space; did you mean "width"?'],
    [JSON.parse('{"__proto__": [1]}'), 'scores: "__proto__" is not a decision of the space'],
    [{ side, toString: [1] }, 'scores: "toString" is not a decision of the space'],
    [{ side: [1, 2] }, 'scores of "side" are 2; the decision has 3 values'],
    [{ side: 4 }, 'scores of "side" are 4; expected one number for each of its values'],
    [{ side: null }, 'scores of "side" are null; expected one number for each of its values'],
    [{ side: [1, 2, '3'] }, 'score of side[2] is "3"; expected a number'],
    [{ side: [1, 2, NaN] }, 'score of side[2] is NaN; expected a number'],
    [{ side: [1, Infinity, 2] }, 'score of side[1] is Infinity; expected a number'],
    [{ side: { 8: 1, 12: 2 } }, 'scores of "side": "16" is missing; write 0 where it adds nothing'],
    [{ side: { 8: 1, 12: 2, 16: 3, 20: 4 } }, 'scores of "side": "20" is not a value of it; its values are 8, 12, 16'],
    [{ deep: { true: 1, fals: 0 } }, 'scores of "deep": "fals" is not a value of it; did you mean "false"?'],
    [{ side: JSON.parse('{"8": 1, "12": 2, "16": 3, "__proto__": 1}') }, '"__proto__" is not a value of it'],
    [{ side: { 8: 1, 12: 2, 16: true } }, 'score of side = 16 is true; expected a number'],
    [{ side, intercept: 'x' }, 'score of intercept is "x"; expected a number'],
    [{ side: [1e300, 0, 0] }, 'scores add up to 2^52 and more: make them smaller'],
  ])('%j are refused', async (scores, message) => {
    const error = await constrained.best({ scores: scores as Scores }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });
});
