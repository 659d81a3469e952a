import { openDiagram } from '../diagram/diagram.js';
import type { Graph } from '../types.js';
import type { Job, ShardResult, ShardSpace, ShardTask, WorkerStart } from './job.js';
import { openJob, type OpenJob } from './openJob.js';
import { runShard } from './runShard.js';

/** A worker's side of a run: what it keeps from task to task, and the function that does a task. */
export async function shardRunner({
  source,
  buffer,
  drawnBuffer,
  ...start
}: WorkerStart): Promise<(task: ShardTask) => Promise<ShardResult>> {
  const graph = source === undefined ? undefined : await traceAgain(source);
  const diagram = openDiagram(buffer);
  const drawn = drawnBuffer === buffer ? diagram : openDiagram(drawnBuffer);
  const space: ShardSpace = { ...start, diagram, drawn, graph };
  let last: { job: string; open: Promise<OpenJob> } | undefined;
  return async ({ job, ...range }) => {
    const key = jobKey(job);
    // a source keeps the memo of wide layers, which is worth keeping from shard to shard
    if (last?.job !== key) last = { job: key, open: openJob(space, job) };
    return runShard(await last.open, job, range);
  };
}

function jobKey({ selection, metrics, checks, records }: Job): string {
  return JSON.stringify([selection, metrics, checks, records], (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}

/** The tracer is loaded only where layers are wide: it is most of what there would be to load. */
async function traceAgain({ space, options }: NonNullable<WorkerStart['source']>): Promise<Graph | undefined> {
  const { trace } = await import('../network/trace.js');
  return trace(space, options).graph;
}
