import { workerData } from 'piscina';
import { rootCounter, type CountStart } from '../src/run/whole/rootCounter.js';

/** One task of the pool: the paths over a root that meet a constraint. */
export default rootCounter(workerData as CountStart);
