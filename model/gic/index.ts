export {
  architectureGic,
  kvmGic,
  openPoints,
  qemuGic,
  type GicBehaviour,
  type ListRegisters,
  type OpenPoint,
} from './behaviour.js';
export type {
  CpuInterfaceAction,
  CpuInterfaceView,
  DistributorAction,
  Frame,
  GicAction,
  GicConfig,
  GicLanguage,
  GicObservation,
  GicView,
  InterruptView,
  MmioAccess,
  MmioAction,
  Target,
  UserspaceAction,
  WholeAction,
  WireAction,
} from './language.js';
export type { Group, Route, Trigger } from './fields.js';
export { gicModel } from './model.js';
export { type GicState, type Machine } from './state.js';
export { unpredictable, whyUnpredictable, type Unpredictable } from './unpredictable.js';
export { gicRules } from './rules.js';
export { isUnusualAccess as isUnusualGicAccess } from './registers/map.js';
