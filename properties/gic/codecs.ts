import * as t from 'io-ts';
import {
  openPoints,
  type CpuInterfaceView,
  type GicAction,
  type GicConfig,
  type GicLanguage,
  type GicObservation,
  type GicView,
} from '../../model/index.js';
import { hideableFields, integer, kinds, oneOf, oneOfNumbers, unsigned32, unsigned8 } from '../codec.js';
import type { LanguageCodecs, ShownDecoder } from '../kit.js';

const pe = integer(0, 3);
const intId = integer(0, 1023);
const trigger = oneOf('edge', 'level');
const group = oneOfNumbers(0, 1);
const route = t.union([unsigned32, t.literal('any')]);
/** What a register of eight bytes may hold and JSON can carry. */
const unsigned53 = integer(0, Number.MAX_SAFE_INTEGER);

const behaviourOfOld = {
  edgeDetector: oneOf('transition', 'assert'),
  lineWhileEdge: oneOf('tracked', 'ignored'),
  levelLatchClearedBy: oneOf('acknowledge', 'deactivation'),
  forwarding: oneOf('continuous', 'onEvent'),
  groupEnables: oneOf('separate', 'group1GatesBoth'),
  routingMode: oneOf('implemented', 'ignored'),
  affinity3: oneOf('stored', 'ignored'),
  ppiTrigger: oneOf('writable', 'fixed'),
  priorityBits: oneOfNumbers(4, 5),
  lineOnReset: oneOf('kept', 'forgotten'),
  reset: t.strict({ spiTrigger: trigger, ppiTrigger: trigger, group }),
  tieBreak: oneOf('lowestIntId', 'unspecified'),
};
/** What later versions of the model have besides: without them a GIC is as it was before. */
const since = {
  listRegisters: t.strict({ count: integer(1, 16), tracksOverflow: t.boolean }),
  unspecified: t.array(oneOf(...openPoints)),
};
const behaviour = t.exact(t.intersection([t.type(behaviourOfOld), t.partial(since)]));

const multiplesOf32 = Array.from({ length: 30 }, (_, index) => 32 * (index + 1));

const config: t.Decoder<unknown, GicConfig> = t.strict({
  peCount: integer(1, 4),
  spiCount: oneOfNumbers(...multiplesOf32, 988),
  behaviour,
});

const target = { pe, intId };
const mmio = { frame: oneOf('distributor', 'redistributor'), pe, offset: unsigned32, width: oneOfNumbers(1, 2, 4, 8) };
const word = integer(0, 31);

const action = kinds<GicAction>({
  drive: { ...target, level: t.boolean },
  pulse: target,
  acknowledge: { pe },
  endOfInterrupt: target,
  deactivate: target,
  writePriorityMask: { pe, value: unsigned8 },
  writeBinaryPoint: { pe, value: integer(0, 7) },
  writeGroupEnable: { pe, enabled: t.boolean },
  writeEoiMode: { pe, split: t.boolean },
  writeActivePriorities: { pe, value: unsigned32 },
  writeDistributorEnables: { enableGrp0: t.boolean, enableGrp1: t.boolean },
  writeEnabled: { ...target, enabled: t.boolean },
  writePending: { ...target, pending: t.boolean },
  writeActive: { ...target, active: t.boolean },
  writeTrigger: { ...target, trigger },
  writeGroup: { ...target, group },
  writePriority: { ...target, priority: unsigned8 },
  writeRoute: { intId, route },
  mmioRead: mmio,
  mmioWrite: { ...mmio, value: unsigned53 },
  assignPending: { pe, word, bits: unsigned32 },
  assignLines: { pe, word, bits: unsigned32 },
  readLatches: { pe, word },
  readLines: { pe, word },
  save: {},
  restore: { into: oneOf('same', 'fresh') },
  reset: {},
  enterGuest: { pe },
  leaveGuest: { pe },
});

const observation = kinds<GicObservation>({ done: {}, value: { value: unsigned53 } });

const interrupt = t.strict({
  intId,
  pe: t.union([pe, t.null]),
  pending: t.boolean,
  active: t.boolean,
  enabled: t.boolean,
  trigger,
  group,
  priority: unsigned8,
  route: t.union([route, t.null]),
});

const cpuFields = {
  ICC_PMR_EL1: unsigned8,
  ICC_BPR1_EL1: integer(0, 7),
  ICC_IGRPEN1_EL1: oneOfNumbers(0, 1),
  EOImode: oneOfNumbers(0, 1),
  ICC_AP1R0_EL1: unsigned32,
  ICC_RPR_EL1: unsigned8,
  ICC_HPPIR1_EL1: intId,
  signalled: t.boolean,
};
const cpuInterface = hideableFields<CpuInterfaceView>(cpuFields, Object.keys(cpuFields));

const viewWith = <Cpu>(cpu: t.Type<Cpu, unknown>) =>
  t.strict({
    enableGrp0: t.boolean,
    enableGrp1: t.boolean,
    interrupts: t.readonlyArray(interrupt),
    cpuInterfaces: t.readonlyArray(cpu),
  });

/** What a CPU interface has not got, or a subject cannot look at, may be hidden; what was acknowledged tells of it. */
const view: ShownDecoder<GicView> = Object.assign(viewWith(cpuInterface), {
  hideable: cpuInterface.hideable,
  // Within a part that is there some fields are not.
  lacking: (names: readonly string[]) => viewWith(cpuInterface.lacking(names)) as t.Type<Partial<GicView>, unknown>,
});

/** What a trace of the GIC layer is decoded with. */
export const gicCodecs: LanguageCodecs<GicLanguage> = { config, action, observation, view };
