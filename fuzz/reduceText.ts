/**
 * A shorter text that still fails: parts are left out as long as it does. JSON loses its members first, then whatever
 * is left its characters (the minimising delta debugging of Zeller and Hildebrandt, IEEE TSE 2002, greedy).
 *
 * @param fails whether a text fails as the first one does
 * @param until when to give up, in the time of performance.now()
 */
export async function reduceText(
  text: string,
  fails: (text: string) => Promise<boolean>,
  until: number,
): Promise<string> {
  let best = text;
  const tried = new Set([text]);
  for (let isShorter = true; isShorter && performance.now() < until;) {
    isShorter = false;
    for (const candidate of candidates(best)) {
      if (performance.now() > until) break;
      if (candidate.length >= best.length || tried.has(candidate)) continue;
      if (candidate.length < SHORT) tried.add(candidate);
      if (!(await fails(candidate))) continue;
      best = candidate;
      isShorter = true;
      break;
    }
  }
  return best;
}

/** Longer ones are not remembered: there may be thousands. */
const SHORT = 2000;

function* candidates(text: string): Generator<string> {
  const halved = text.replaceAll(/(.{1,6}?)\1{9,}/gsu, (run: string, unit: string) =>
    unit.repeat(Math.floor(run.length / unit.length / 2)),
  );
  yield halved;
  for (const value of smallerValues(parsed(text))) yield JSON.stringify(value);
  for (let length = Math.ceil(text.length / 2); length >= 1; length = length === 1 ? 0 : Math.ceil(length / 2)) {
    if (text.length / length > MOST_PARTS) return;
    for (let at = 0; at < text.length; at += length) yield text.slice(0, at) + text.slice(at + length);
  }
}

/** Of a long text, single characters are not worth trying. */
const MOST_PARTS = 2000;

function parsed(text: string): unknown {
  // what walks over it here does so by recursion
  if ((text.match(/[[{]/g)?.length ?? 0) > MOST_PARTS) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The value with one part left out, or in the place of the whole; large parts first. */
function* smallerValues(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  const entries = Object.entries(value) as [string, unknown][];
  const made = (left: readonly [string, unknown][]) =>
    isList ? left.map(([, inner]) => inner) : Object.fromEntries(left);
  const half = entries.length >> 1;
  if (half > 1) yield* [made(entries.slice(0, half)), made(entries.slice(half))];
  for (let i = 0; i < entries.length; i++) yield made(entries.toSpliced(i, 1));
  for (const [, inner] of entries) if (typeof inner === 'object' && inner !== null) yield inner;
  for (const [i, [key, inner]] of entries.entries()) {
    for (const smaller of smallerValues(inner)) yield made(entries.toSpliced(i, 1, [key, smaller]));
  }
}
