import type { FrontRules } from './front.js';
import type { Job } from './job.js';
import { mayRepeat } from './sampleSize.js';

/** What the front of a job is of. */
export function frontRules({ objectives, ties, selection }: Job): FrontRules {
  return { objectives, ties, repeats: selection.kind === 'sample' && mayRepeat(selection) };
}
