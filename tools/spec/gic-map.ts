import { match } from 'ts-pattern';
import {
  gicModel,
  whyUnpredictable,
  type GicAction,
  type GicBehaviour,
  type GicConfig,
  type GicObservation,
  type GicState,
} from '../../model/gic/index.js';
import {
  listOf,
  machineOf,
  mapOf,
  recordOf,
  setOf,
  show,
  variantOf,
  type Compiled,
  type Machine,
  type Value,
} from '../../spec/quint/index.js';
import type { Correspondence, ModelStep } from './compare.js';

/** A part of the GIC that is small enough to be explored: some interrupts, some actions. */
export interface GicInstance {
  readonly name: string;
  readonly behaviour: GicBehaviour;
  readonly intIds: readonly number[];
  /** The kinds of the model's actions that happen. */
  readonly actions: readonly GicAction['kind'][];
  readonly priorities: readonly number[];
  readonly masks: readonly number[];
}

const quintTrigger = { edge: 'TriggerEdge', level: 'TriggerLevel' } as const;
const quintDetector = { transition: 'DetectTransition', assert: 'DetectAssert' } as const;

function behaviourConstant(behaviour: GicBehaviour): Value {
  return recordOf([
    ['detector', variantOf(quintDetector[behaviour.edgeDetector])],
    ['tracksLineWhileEdge', behaviour.lineWhileEdge === 'tracked'],
    ['keepsLevelLatch', behaviour.levelLatchClearedBy === 'deactivation'],
    ['offersOnEvents', behaviour.forwarding === 'onEvent'],
    ['group1GatesBoth', behaviour.groupEnables === 'group1GatesBoth'],
    ['hasRoutingMode', behaviour.routingMode === 'implemented'],
    ['forgetsLineOnReset', behaviour.lineOnReset === 'forgotten'],
    ['triggerAtReset', variantOf(quintTrigger[behaviour.reset.spiTrigger])],
    ['groupAtReset', behaviour.reset.group],
    ['breaksTies', behaviour.tieBreak === 'lowestIntId'],
  ]);
}

/** The specification of this instance, ready to run. */
export function gicMachine(compiled: Compiled, instance: GicInstance): Machine {
  return machineOf(
    compiled,
    new Map<string, Value>([
      ['BEHAVIOUR', behaviourConstant(instance.behaviour)],
      ['INTIDS', setOf(instance.intIds)],
      ['ACTIONS', setOf(instance.actions)],
      ['PRIORITIES', setOf(instance.priorities)],
      ['MASKS', setOf(instance.masks)],
    ]),
  );
}

/** Routes of the model for HERE, NOWHERE and ANYWHERE. */
const routes = [0, 1, 'any'] as const;

/** Every action of the instance, in the order in which they stand in the specification. */
export function actionsOf({ intIds, actions, priorities, masks }: GicInstance): readonly GicAction[] {
  const pe = 0;
  const both = [false, true];
  // SPIs from 32 on, one after the other: the bits of a word that are theirs.
  const subsets = Array.from({ length: 1 << intIds.length }, (_, bits) => bits);
  const ofOne = intIds.flatMap((intId): readonly GicAction[] => [
    ...both.flatMap((value): readonly GicAction[] => [
      { kind: 'drive', pe, intId, level: value },
      { kind: 'writeEnabled', pe, intId, enabled: value },
      { kind: 'writePending', pe, intId, pending: value },
      { kind: 'writeActive', pe, intId, active: value },
    ]),
    { kind: 'pulse', pe, intId },
    { kind: 'endOfInterrupt', pe, intId },
    { kind: 'deactivate', pe, intId },
    { kind: 'writeTrigger', pe, intId, trigger: 'edge' },
    { kind: 'writeTrigger', pe, intId, trigger: 'level' },
    { kind: 'writeGroup', pe, intId, group: 0 },
    { kind: 'writeGroup', pe, intId, group: 1 },
    ...priorities.map((priority): GicAction => ({ kind: 'writePriority', pe, intId, priority })),
    ...routes.map((route): GicAction => ({ kind: 'writeRoute', intId, route })),
  ]);
  const ofAll: readonly GicAction[] = [
    { kind: 'acknowledge', pe },
    { kind: 'endOfInterrupt', pe, intId: 1023 },
    ...both.map((split): GicAction => ({ kind: 'writeEoiMode', pe, split })),
    ...both.map((enabled): GicAction => ({ kind: 'writeGroupEnable', pe, enabled })),
    ...both.flatMap((enableGrp0) =>
      both.map((enableGrp1): GicAction => ({ kind: 'writeDistributorEnables', enableGrp0, enableGrp1 })),
    ),
    ...masks.map((value): GicAction => ({ kind: 'writePriorityMask', pe, value })),
    ...subsets.map((bits): GicAction => ({ kind: 'assignPending', pe, word: 1, bits })),
    ...subsets.map((bits): GicAction => ({ kind: 'assignLines', pe, word: 1, bits })),
    { kind: 'reset' },
  ];
  return [...ofOne, ...ofAll].filter(({ kind }) => actions.includes(kind));
}

/** The specification's label: what an acknowledge reads is part of it. */
export function labelFor(action: GicAction, observation: GicObservation, intIds: readonly number[]): string {
  const idsOf = (bits: number): string => show(setOf(intIds.filter((id) => ((bits >>> (id - 32)) & 1) === 1)));
  return match(action)
    .with({ kind: 'drive' }, ({ kind, intId, level }) => `${kind}(${intId}, ${level})`)
    .with({ kind: 'writeEnabled' }, ({ kind, intId, enabled }) => `${kind}(${intId}, ${enabled})`)
    .with({ kind: 'writePending' }, ({ kind, intId, pending }) => `${kind}(${intId}, ${pending})`)
    .with({ kind: 'writeActive' }, ({ kind, intId, active }) => `${kind}(${intId}, ${active})`)
    .with({ kind: 'endOfInterrupt', intId: 1023 }, () => 'endOfNone')
    .with(
      { kind: 'pulse' },
      { kind: 'endOfInterrupt' },
      { kind: 'deactivate' },
      ({ kind, intId }) => `${kind}(${intId})`,
    )
    .with({ kind: 'writeTrigger' }, ({ kind, intId, trigger }) => `${kind}(${intId}, ${quintTrigger[trigger]})`)
    .with({ kind: 'writeGroup' }, ({ kind, intId, group }) => `${kind}(${intId}, ${group})`)
    .with({ kind: 'writePriority' }, ({ kind, intId, priority }) => `${kind}(${intId}, ${priority})`)
    .with({ kind: 'writeRoute' }, ({ kind, intId, route }) => `${kind}(${intId}, ${route === 'any' ? 2 : route})`)
    .with({ kind: 'acknowledge' }, ({ kind }) => `${kind}(${observation.kind === 'value' ? observation.value : ''})`)
    .with({ kind: 'writeEoiMode' }, ({ kind, split }) => `${kind}(${split})`)
    .with({ kind: 'writeGroupEnable' }, ({ kind, enabled }) => `${kind}(${enabled})`)
    .with({ kind: 'writeDistributorEnables' }, (to) => `${to.kind}(${to.enableGrp0}, ${to.enableGrp1})`)
    .with({ kind: 'writePriorityMask' }, ({ kind, value }) => `${kind}(${value})`)
    .with({ kind: 'assignPending' }, { kind: 'assignLines' }, ({ kind, bits }) => `${kind}(${idsOf(bits)})`)
    .with({ kind: 'reset' }, ({ kind }) => kind)
    .otherwise(({ kind }) => `${kind}, which the specification does not have`);
}

type Interrupt = GicState['machine']['spis'][number];

const interruptRecord = (it: Interrupt): Value =>
  recordOf([
    ['trigger', variantOf(quintTrigger[it.trigger])],
    ['line', it.line],
    ['latch', it.latch],
    ['active', it.active],
    ['enabled', it.enabled],
    ['group', it.group],
    ['priority', it.priority],
    ['route', it.route === 'any' ? 2 : it.route],
    ['queued', it.queued],
  ]);

/** The state map, a variable at a time. */
const variables: Readonly<Record<string, (state: GicState, instance: GicInstance) => Value>> = {
  interrupts: ({ machine }, { intIds }) =>
    mapOf(
      intIds.map((id) => {
        const it = machine.spis[id - 32];
        // Every instance names SPIs that the configuration below has.
        if (it === undefined) throw new Error(`no SPI ${id}`);
        return [id, interruptRecord(it)];
      }),
    ),
  enables: ({ machine }) =>
    recordOf([
      ['group0', machine.enableGrp0],
      ['group1', machine.enableGrp1],
    ]),
  priorityMask: (state) => cpuOf(state).priorityMask,
  groupEnabled: (state) => cpuOf(state).groupEnabled,
  splitEnd: (state) => cpuOf(state).splitEnd,
  activePriorities: (state, { behaviour }) => {
    const { activePriorities } = cpuOf(state);
    const bits = Array.from({ length: 1 << behaviour.priorityBits }, (_, bit) => bit);
    return setOf(
      bits.filter((bit) => ((activePriorities >>> bit) & 1) === 1).map((bit) => bit << (8 - behaviour.priorityBits)),
    );
  },
  acknowledged: (state) => listOf(cpuOf(state).acknowledged),
};

function cpuOf({ machine }: GicState): GicState['machine']['cpuInterfaces'][number] {
  const [cpu] = machine.cpuInterfaces;
  // The configuration below has one PE.
  if (cpu === undefined) throw new Error('no PE');
  return cpu;
}

/** The specification's initial state, as a driver would set it up. */
export const setUp = (intIds: readonly number[]): readonly GicAction[] => [
  { kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: true },
  { kind: 'writePriorityMask', pe: 0, value: 240 },
  { kind: 'writeGroupEnable', pe: 0, enabled: true },
  ...intIds.flatMap((intId): readonly GicAction[] => [
    { kind: 'writeTrigger', pe: 0, intId, trigger: 'edge' },
    { kind: 'writeGroup', pe: 0, intId, group: 1 },
    { kind: 'writePriority', pe: 0, intId, priority: 160 },
    { kind: 'writeEnabled', pe: 0, intId, enabled: true },
  ]),
];

/** The GIC of the model as that of the specification; `step` is the model's unless a test breaks it. */
export function gicCorrespondence(
  machine: Machine,
  instance: GicInstance,
  step: typeof gicModel.step = gicModel.step.bind(gicModel),
): Correspondence<GicState> {
  const { behaviour, intIds } = instance;
  const config: GicConfig = { peCount: 1, spiCount: 32, behaviour };
  const actions = actionsOf(instance);
  return {
    machine,
    initial: setUp(intIds).reduce((state, action) => gicModel.step(state, action).state, gicModel.init(config)),
    steps: (state): readonly ModelStep<GicState>[] =>
      actions
        .filter((action) => whyUnpredictable(state.machine, action) === undefined)
        .map((action) => {
          const { state: next, observation } = step(state, action);
          return { action, label: labelFor(action, observation, intIds), next };
        }),
    image: (state) =>
      machine.variables.map((name) => {
        const map = variables[name];
        // The specification has a variable that nobody has mapped yet: the comparison cannot be made.
        if (map === undefined) throw new Error(`the state map lacks ${name}`);
        return map(state, instance);
      }),
  };
}
