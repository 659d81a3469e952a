import { workerData } from 'piscina';
import type { ThreadStart } from '../src/run/threadPool.js';
import { tellReady } from '../src/run/threadsReady.js';
import { rootCounter, type CountStart } from '../src/run/whole/rootCounter.js';

const { ready, ...start } = workerData as CountStart & ThreadStart;

/** One task of the pool: the paths over a root that meet a constraint. */
export default rootCounter(start);
tellReady(ready);
