export { deviceKit } from './device/kit.js';
export {
  check,
  type CheckOptions,
  type CheckProgress,
  type CheckResult,
  type Failure,
  type WitnessCount,
} from './engine/check.js';
export { drive } from './engine/drive.js';
export type { LanguageCodecs, LayerKit, Mutant, Property, Run, Violation, Witness } from './kit.js';
