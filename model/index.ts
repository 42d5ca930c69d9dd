export * from './delivery/index.js';
export * from './device/index.js';
export * from './gic/index.js';
export * from './explore/index.js';
export * from './system/index.js';
export * from './lifecycle/index.js';
export type { ModelRule } from './rule.js';
export {
  predict,
  type Language,
  type Layer,
  type Model,
  type Outcome,
  type Played,
  type RemoteSubject,
  type ShownOutcome,
  type Subject,
} from './subject.js';
