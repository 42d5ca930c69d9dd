export { replayLifecycle, replayRun, type DeliveryReplay, type ReplayedStep } from './replay.js';
export { followLifecycle, type ScheduleResult } from './schedule.js';
export { lifecycleFaults, ownReset, ownSave, type LifecycleFault } from './lifecycle-faults.js';
export { type DeliveryView } from './view.js';
