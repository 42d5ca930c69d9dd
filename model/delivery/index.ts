export { type Driver, type DriverAction } from './driver.js';
export { namedDrivers, namedSystems, type NamedDriver, type NamedSystem, type Sighting } from './named.js';
export { axes, profiles, type Axis, type Profile } from './profile.js';
export { brokenRules, safetyRules, type SafetyRule } from './rules.js';
export {
  delivery,
  type DeliveryAction,
  type DeliveryLocal,
  type DeliveryState,
  type DeliverySystem,
} from './system.js';
export { type Thread, type ThreadAction } from './thread.js';
export {
  verdict,
  type DeliveryGraph,
  type DeliveryLasso,
  type DeliveryRun,
  type Inconclusive,
  type Verdict,
} from './verdict.js';
export { CONFIG, VRING, type Bits, type Shared } from './wire.js';
