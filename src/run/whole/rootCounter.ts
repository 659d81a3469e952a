import { openDiagram } from '../../diagram/diagram.js';
import { countRoot } from '../../wholeSpace/countWithin.js';
import type { ExcessWindow } from '../../wholeSpace/meetInMiddle.js';
import { TooManyPaths } from '../../wholeSpace/pathTotal.js';
import type { Root } from '../../wholeSpace/roots.js';

/** What a worker that counts is started with. */
export interface CountStart {
  /** The diagram's memory, which all threads share. */
  readonly buffer: SharedArrayBuffer;
  readonly window: ExcessWindow;
}

/** A worker's side of a count: nothing where the counts of a root pass 2^53. */
export function rootCounter({ buffer, window }: CountStart): (root: Root) => bigint | undefined {
  const diagram = openDiagram(buffer);
  return (root) => {
    const work = countRoot(diagram, window, root);
    try {
      for (;;) {
        const step = work.next();
        if (step.done === true) return step.value;
      }
    } catch (error) {
      if (error instanceof TooManyPaths) return undefined;
      throw error;
    }
  };
}
