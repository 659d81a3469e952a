import { siNumber } from './siNumber.js';

const INTERVAL_MILLISECONDS = 100;

export interface ProgressLine {
  update(done: number): void;
  /** Removes the line, so that what follows starts on a clean one. */
  clear(): void;
}

/**
 * A line on a terminal that is written over and over: how much is done, how fast, and the time left.
 *
 * @param write writes to the terminal
 * @param clock milliseconds
 */
export function progressLine(
  total: number,
  write: (text: string) => void,
  clock: () => number = performance.now.bind(performance),
): ProgressLine {
  const start = clock();
  let shown = start;
  let isShown = false;
  return {
    update(done) {
      const now = clock();
      if (now - shown < INTERVAL_MILLISECONDS) return;
      shown = now;
      isShown = true;
      write(`\r\u001B[K${progressText(done, total, (now - start) / 1000)}`);
    },
    clear() {
      if (isShown) write('\r\u001B[K');
      isShown = false;
    },
  };
}

/** `1.2M of 10.0M (12 %), 3.4M per second, 3 s left`. */
export function progressText(done: number, total: number, seconds: number): string {
  const rate = done / seconds;
  const left = done === 0 ? '' : `, ${timeText((total - done) / rate)} left`;
  const percent = Math.floor((100 * done) / total);
  return `${siNumber(done)} of ${siNumber(total)} (${percent} %), ${siNumber(Math.round(rate))} per second${left}`;
}

function timeText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  if (seconds < 6000) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
