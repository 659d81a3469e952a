import { appendFileSync, readFileSync } from 'node:fs';
import shard from '../../../dist/workers/shard.js';

// Dies in the middle of the ranges that DEATHS names: {"<lo>": how often}. The file LOG remembers over the workers' lives.
const deaths = JSON.parse(process.env.DEATHS);

export default function dyingShard(task) {
  appendFileSync(process.env.LOG, `${task.lo}\n`);
  const tries = readFileSync(process.env.LOG, 'utf8')
    .split('\n')
    .filter((line) => line === String(task.lo)).length;
  if (tries <= (deaths[task.lo] ?? 0)) process.exit(1);
  return shard(task);
}
