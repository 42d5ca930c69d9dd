export {
  checkRecording,
  UNKNOWN_DEVICE,
  type OtherDelivery,
  type RecordingOptions,
  type RecordingResult,
} from './check-recording.js';
export type { RecordingComparison } from './compare-runs.js';
export { fittingProfiles, type FittingProfiles } from './fitting-profiles.js';
export {
  fixtureInPackage,
  fixturePath,
  linuxRecordings,
  lostInterruptRecording,
  readFixture,
  type RecordingFixture,
} from './fixtures.js';
export type { FollowedLine, HandlerStage, LineRule, LineState, OpenEvent } from './follow-line.js';
export type { LostInterrupt } from './lost-interrupt.js';
export { readRecording } from './read-recording.js';
export type { RecordedEvent, Recording } from './event.js';
export type { Disagreement } from './run-steps.js';
export type { Claims, HandlerMove, RecordedStep, ValueClaim } from './step.js';
export type { RecordingWitnesses } from './witnesses.js';
