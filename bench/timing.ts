/** At least so many runs, and as many as are begun in this time: so compiled code and warm caches are what counts. */
const RUNS = 3;
const AT_LEAST = 0.05;
/** No more runs are begun after so many seconds: long ones need no warming up. */
const ENOUGH = 0.3;

export type Run = () => unknown;

/** Seconds of the least of some runs, in CPU time of all threads of the process. */
export async function cpuSeconds(run: Run): Promise<number> {
  return leastSeconds(run, () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
}

/** The same, in time on the wall. */
export async function wallSeconds(run: Run): Promise<number> {
  return leastSeconds(run, () => performance.now() / 1e3);
}

async function leastSeconds(run: Run, seconds: () => number): Promise<number> {
  const begun = seconds();
  let least = Infinity;
  for (let runs = 0; ; runs++) {
    const started = seconds();
    if (started - begun > (runs < RUNS ? ENOUGH : AT_LEAST)) return least;
    // only what takes its time is waited for: a turn of the loop is no part of a kernel
    const result = run();
    if (result instanceof Promise) await result;
    least = Math.min(least, seconds() - started);
  }
}
