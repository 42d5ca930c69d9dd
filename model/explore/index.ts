export {
  defaultMaxStates,
  explore,
  type Exploration,
  type ExploreOptions,
  type Label,
  type StateGraph,
} from './explore.js';
export { fairCycles, type FairCycle, type FairCycleQuery } from './fair-cycle.js';
export { lassoInto, type Lasso } from './lasso.js';
export { reachOf } from './reach.js';
export { depthOf, edgesOf, shortestRun, type Edge, type Run, type RunStep } from './run.js';
export type { Process, Step, System, SystemState } from './system.js';
