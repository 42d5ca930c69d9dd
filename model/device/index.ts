export type {
  DeviceAction,
  DeviceChoices,
  DeviceConfig,
  DeviceError,
  DeviceLanguage,
  DeviceObservation,
  DeviceView,
  Signal,
} from './language.js';
export { deviceRules } from './rules.js';
export type { DeviceState } from './state.js';
export { deviceModel } from './step.js';
