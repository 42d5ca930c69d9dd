export { lifecycles, type Lifecycle, type ResetChoices, type SaveChoices } from './choices.js';
export { lifecycleSystem, type LifecycleAction, type LifecycleLocal, type LifecycleState } from './system.js';
export { type LifecycleShared, type Phase } from './shared.js';
export { lifecycleVerdict, type LifecycleRun, type LifecycleVerdict } from './verdict.js';
