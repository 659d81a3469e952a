import { describe, expect, test } from 'vitest';
import { METRICS, openSpace, RequestError, type CompiledSpace } from '../../../src/index.js';
import { GOLDEN_METRICS, goldenSpaces } from './goldenSpaces.js';
import { NONE, ONLY, openText, rowsOf, smallSpaces, type PlainRow } from './smallSpaces.js';

const mean = (figures: readonly number[]) => figures.reduce((a, b) => a + b, 0) / figures.length;

/** By plain enumeration, in float64. */
function expectEffects(space: CompiledSpace, rows: readonly PlainRow[], metrics: typeof METRICS): void {
  const { metrics: spread, decisions } = space.sensitivity({ metrics });
  expect(decisions.map(({ decision }) => decision)).toEqual(space.decisions.map(({ name }) => name));
  metrics.forEach((metric, m) => {
    const all = rows.map(({ figures }) => Number(figures[metric]));
    const centre = mean(all);
    const variance = mean(all.map((figure) => (figure - centre) ** 2));
    expect(spread[m]?.metric).toBe(metric);
    expect((spread[m]?.mean as number) / centre).toBeCloseTo(1, 10);
    expect((spread[m]?.deviation as number) / centre).toBeCloseTo(Math.sqrt(variance) / centre, 7);
    for (const { decision, values, varianceShare } of decisions) {
      const groups = new Map<string, number[]>();
      rows.forEach(({ architecture }, i) => {
        const key = String(architecture[decision] ?? null);
        groups.set(key, [...(groups.get(key) ?? []), all[i] as number]);
      });
      expect(new Set(values.map(({ value }) => String(value)))).toEqual(new Set(groups.keys()));
      let explained = 0;
      for (const { value, share, change } of values) {
        const own = groups.get(String(value)) as number[];
        expect(share).toBeCloseTo(own.length / rows.length, 12);
        expect((change[m] as number) / centre).toBeCloseTo((mean(own) - centre) / centre, 9);
        explained += (own.length / rows.length) * (mean(own) - centre) ** 2;
      }
      expect(varianceShare[m]).toBeCloseTo(variance === 0 ? 0 : explained / variance, 7);
    }
  });
}

const ADDITIVE = METRICS.filter((metric) => metric !== 'peak');

test('the effects of small spaces are those of an enumeration', async () => {
  for (const space of await smallSpaces()) expectEffects(space, await rowsOf(space), ADDITIVE);
});

test('the effects of the channels of NATS-Bench are those of the golden figures', async () => {
  const { space, rows } = (await goldenSpaces())[1] as { space: CompiledSpace; rows: PlainRow[] };
  const few = GOLDEN_METRICS.slice(3);
  const { decisions } = space.sensitivity({ metrics: few });
  for (const { decision, values } of decisions) {
    for (const { value, share, change } of values) {
      const own = rows.filter(({ architecture }) => architecture[decision] === value);
      expect(share).toBe(1 / 8);
      few.forEach((metric, m) => {
        const of = (some: readonly PlainRow[]) => mean(some.map(({ figures }) => Number(figures[metric])));
        expect((change[m] as number) / of(rows)).toBeCloseTo((of(own) - of(rows)) / of(rows), 9);
      });
    }
  }
});

test('decisions of NAS-Bench-201 explain a sixth each, since they add up', async () => {
  const { decisions } = (await openSpace('nas-bench-201')).sensitivity({ metrics: ['params'] });
  for (const { varianceShare } of decisions) expect(varianceShare[0]).toBeCloseTo(1 / 6, 12);
});

describe('at the edges', () => {
  test('a space of one architecture varies by nothing, an empty one has no effects', async () => {
    const only = await openText(ONLY);
    expect(only.sensitivity({ metrics: ['params'] })).toEqual({
      metrics: [{ metric: 'params', mean: only.cost(0n).params, deviation: 0 }],
      decisions: [],
    });
    const none = await openText(NONE);
    expect(() => none.sensitivity()).toThrow('the space holds no architecture');
  });

  test.each([
    [{ metrics: ['peak'] }, 'peak is the largest of its layers, not their sum'],
    [{ metrics: 'params' }, 'metrics is "params"; expected a list of metrics'],
    [{ metrics: ['parms'] }, 'did you mean "params"?'],
    [{ metric: ['params'] }, '"metric" is not an option of sensitivity; did you mean "metrics"?'],
    [null, 'sensitivity got null'],
  ])('%j is refused', async (options, message) => {
    const only = await openText(ONLY);
    expect(() => only.sensitivity(options as object)).toThrow(RequestError);
    expect(() => only.sensitivity(options as object)).toThrow(message);
  });
});
