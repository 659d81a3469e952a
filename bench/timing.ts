/** Runs are begun for so many seconds: so compiled code and warm caches are what counts, and long runs are few. */
const SECONDS = 0.2;

export type Run = () => unknown;

/** Seconds of the least of some runs, in CPU time of all threads of the process. */
export async function cpuSeconds(run: Run, seconds = SECONDS): Promise<number> {
  return least(run, seconds, () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
}

/** The same, in time on the wall. */
export async function wallSeconds(run: Run, seconds = SECONDS): Promise<number> {
  return least(run, seconds, () => performance.now() / 1e3);
}

async function least(run: Run, seconds: number, now: () => number): Promise<number> {
  const begun = now();
  let result = Infinity;
  for (;;) {
    const started = now();
    if (started - begun > seconds) return result;
    // only what takes its time is waited for: a turn of the loop is no part of a kernel
    const given = run();
    if (given instanceof Promise) await given;
    result = Math.min(result, now() - started);
  }
}
