export { AdapterDied } from './adapter/died.js';
export { isComparedOnly, kitFor, lackedBy } from './adapter/kit.js';
export { driverKinds, withDriver, type DriverKind, type Hello } from './adapter/hello.js';
export { LIBRARY_HOST } from './adapter/library-host.js';
export { ADAPTER_PATIENCE_MS, AdapterSubject } from './adapter/subject.js';
export { deviceKit } from './device/kit.js';
export {
  check,
  type CheckOptions,
  type CheckProgress,
  type CheckResult,
  type Failure,
  type Repeat,
  type WitnessCount,
} from './engine/check.js';
export { gicKit } from './gic/kit.js';
export { deliveryRuns, type ActedRun } from './kvm/delivery-runs.js';
export { checkScenarios, type ScenarioOutcome } from './gic/scenarios/check.js';
export { gicScenarios } from './gic/scenarios/index.js';
export { interfaceScenarios } from './gic/scenarios/names.js';
export { breakingQuirks, runOfScenario, type GicScenario } from './gic/scenarios/scenario.js';
export { isComparison } from './engine/agreement.js';
export { drive } from './engine/drive.js';
export type { LanguageCodecs, LayerKit, Message, Mutant, Property, Run, Story, Violation, Witness } from './kit.js';
export { layers, type AnyKit } from './layers.js';
export { requireFit } from './trace/fit.js';
export { leftOut, type ShownRun } from './shown.js';
export { replay, type ReplayResult } from './trace/replay.js';
export { decodeTrace, encodeTrace, kitOf, traceOfFailure, type Trace, type TraceStep } from './trace/trace.js';
export { clauseCoverage, type ClauseCoverage } from './coverage.js';
export { waivers, type Waiver } from './waivers.js';
export { checkMutants, type MutantResult, type MutantsResult } from './engine/mutants.js';
export { ownSubject, subjectByName } from './subjects.js';
export {
  followLifecycle,
  lifecycleFaults,
  ownReset,
  ownSave,
  replayLifecycle,
  replayRun,
  type DeliveryReplay,
  type DeliveryView,
  type LifecycleFault,
  type ReplayedStep,
  type ScheduleResult,
} from './delivery/index.js';
export { systemKit } from './system/kit.js';
export { bundleOf, MANIFEST, namesIn, openBundle, type Bundle, type Manifest } from './vectors/bundle.js';
export { choiceNames, withChoices, type Chosen } from './vectors/choose.js';
export { decodeVectors, type Vector } from './vectors/vector.js';
export { verifyOn, verifyOnModel, type VectorOutcome } from './vectors/verify.js';
