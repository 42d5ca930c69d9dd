import { gicModel, whyUnpredictable, type GicAction, type GicConfig, type GicState } from '../../model/gic/index.js';
import { listOf, mapOf, recordOf, setOf, variantOf, type Machine, type Value } from '../../spec/quint/index.js';
import type { Correspondence, ModelStep } from './compare.js';
import { quintTrigger, type GicInstance } from './gic-instance.js';
import { actionsOf, labelFor } from './gic-labels.js';

type Interrupt = GicState['machine']['spis'][number];

const interruptRecord = (it: Interrupt, queued: boolean): Value =>
  recordOf([
    ['trigger', variantOf(quintTrigger[it.trigger])],
    ['line', it.line],
    ['latch', it.latch],
    ['active', it.active],
    ['enabled', it.enabled],
    ['group', it.group],
    ['priority', it.priority],
    ['route', it.route === 'any' ? 2 : it.route],
    ['queued', queued],
  ]);

/** The state map, a variable at a time. */
const variables: Readonly<Record<string, (state: GicState, instance: GicInstance) => Value>> = {
  interrupts: ({ machine }, { intIds }) =>
    mapOf(
      intIds.map((id) => {
        const it = machine.spis[id - 32];
        // Every instance names SPIs that the configuration below has.
        if (it === undefined) throw new Error(`no SPI ${id}`);
        return [id, interruptRecord(it, cpuOf({ machine, saved: undefined }).queue.includes(id))];
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
  binaryPoint: (state) => cpuOf(state).binaryPoint,
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
