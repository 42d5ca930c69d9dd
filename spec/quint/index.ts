export { explore, shortestRun, type Edge, type Graph } from './explore.js';
export { readCompiled, type Compiled } from './ir.js';
export { accept, readItf, type ItfStep } from './itf.js';
export { machineOf, showLabel, showState, stateKey, type Machine, type Step } from './machine.js';
export type { State } from './scope.js';
export { compile, quint, quintVersion, simulate, simulateText, specificationPath } from './toolchain.js';
export { listOf, mapOf, recordOf, setOf, show, tupleOf, variantOf, type RecordValue, type Value } from './value.js';
