export type {
  DriverPhase,
  Gate,
  SystemAction,
  SystemConfig,
  SystemLanguage,
  SystemObservation,
  SystemView,
} from './language.js';
export { systemModel, type WholeState } from './model.js';
