import { openDiagram } from '../diagram/diagram.js';
import { trace } from '../network/trace.js';
import type { Job, ShardResult, ShardSpace, ShardTask, Source, WorkerStart } from './job.js';
import { openSource } from './openSource.js';
import { runShard } from './runShard.js';

/** A worker's side of a run: what it keeps from task to task, and the function that does a task. */
export function shardRunner({ source, buffer, drawnBuffer, ...start }: WorkerStart): (task: ShardTask) => ShardResult {
  const graph = source === undefined ? undefined : trace(source.space, source.options).graph;
  const diagram = openDiagram(buffer);
  const drawn = drawnBuffer === buffer ? diagram : openDiagram(drawnBuffer);
  const space: ShardSpace = { ...start, diagram, drawn, graph };
  let last: { job: string; source: Source } | undefined;
  return ({ job, ...range }) => {
    const key = jobKey(job);
    // a source keeps the memo of wide layers, which is worth keeping from shard to shard
    if (last?.job !== key) last = { job: key, source: openSource(space, job) };
    return runShard(space, last.source, job, range);
  };
}

function jobKey({ selection, metrics, checks }: Job): string {
  return JSON.stringify([selection, metrics, checks], (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}
