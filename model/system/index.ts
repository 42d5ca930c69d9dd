export type {
  DriverMove,
  EventBit,
  Snapshot,
  SystemAction,
  SystemConfig,
  SystemLanguage,
  SystemObservation,
  SystemView,
} from './language.js';
export { STEPS_TO_SETTLE } from './driver.js';
export { bringUpWrites, resetWrite } from './lifecycle.js';
export { gicSetup, LINE, systemDevice, systemGic, THREADS, type WholeSystem } from './state.js';
export { systemModel } from './step.js';
