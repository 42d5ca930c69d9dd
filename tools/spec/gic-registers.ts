import type { CpuInterfaceView, GicBehaviour, GicView, InterruptView } from '../../model/index.js';
import { variantOf, type Machine, type RecordValue, type State, type Value } from '../../spec/quint/index.js';
import { asMap, asRecord, asSet, variableOf } from './values.js';

/** What a register shows, and what it may show in a state of the specification. */
interface Shown {
  readonly register: string;
  readonly actual: unknown;
  readonly expected: readonly unknown[];
}

/**
 * Compares what the registers of a GIC show with a state of the specification.
 *
 * @returns the first register that shows what it must not, or undefined
 */
export function differenceFrom(
  machine: Machine,
  state: State,
  view: GicView,
  behaviour: GicBehaviour,
): string | undefined {
  const variable = variableOf(machine, state);
  const [cpu, ...others] = view.cpuInterfaces;
  if (cpu === undefined || others.length > 0) return `${view.cpuInterfaces.length} PEs, in the specification 1`;
  const records = [...asMap(variable('interrupts')).entries].map(([id, it]) => [Number(id), asRecord(it)] as const);
  const stranger = view.interrupts.find(({ intId }) => !records.some(([id]) => id === intId));
  if (stranger !== undefined)
    return `INTID ${stranger.intId} is not as reset leaves it, and is not in the specification`;
  const enables = asRecord(variable('enables'));
  const all = [
    is('GICD_CTLR.EnableGrp0', view.enableGrp0, enables.fields.get('group0')),
    is('GICD_CTLR.EnableGrp1', view.enableGrp1, enables.fields.get('group1')),
    ...cpuRegisters(machine, state, variable, cpu),
    ...records.flatMap(([id, it]) => interruptRegisters(id, it, view.interrupts, behaviour)),
  ];
  const wrong = all.find(({ actual, expected }) => !expected.includes(actual));
  if (wrong === undefined) return undefined;
  return `${wrong.register} is ${String(wrong.actual)}, in the specification ${wrong.expected.map(String).join(' or ')}`;
}

const is = (register: string, actual: unknown, expected: unknown): Shown => ({
  register,
  actual,
  expected: [expected],
});

function cpuRegisters(
  machine: Machine,
  state: State,
  variable: (name: string) => Value,
  cpu: CpuInterfaceView,
): readonly Shown[] {
  const oneOf = (register: string, actual: unknown, definition: string): Shown => ({
    register,
    actual,
    expected: asSet(machine.value(definition, state)).elements,
  });
  return [
    is('ICC_PMR_EL1', cpu.ICC_PMR_EL1, variable('priorityMask')),
    is('ICC_BPR1_EL1', cpu.ICC_BPR1_EL1, variable('binaryPoint')),
    is('ICC_IGRPEN1_EL1', cpu.ICC_IGRPEN1_EL1, Number(variable('groupEnabled'))),
    is('ICC_CTLR_EL1.EOImode', cpu.EOImode, Number(variable('splitEnd'))),
    is('ICC_AP1R0_EL1', cpu.ICC_AP1R0_EL1, bitsOf(variable('activePriorities'))),
    oneOf('ICC_RPR_EL1', cpu.ICC_RPR_EL1, 'runningPriority'),
    oneOf('ICC_HPPIR1_EL1', cpu.ICC_HPPIR1_EL1, 'shownPending'),
    is('the interrupt request', cpu.signalled, machine.value('isSignalled', state)),
  ];
}

function interruptRegisters(
  intId: number,
  { fields }: RecordValue,
  views: GicView['interrupts'],
  { reset }: GicBehaviour,
): readonly Shown[] {
  // A view leaves out what is as reset leaves it.
  const atReset: InterruptView = {
    intId,
    pe: null,
    pending: false,
    active: false,
    enabled: false,
    trigger: reset.spiTrigger,
    group: reset.group,
    priority: 0,
    route: 0,
  };
  const seen = views.find((view) => view.intId === intId) ?? atReset;
  const trigger = fields.get('trigger') === variantOf('TriggerLevel') ? 'level' : 'edge';
  const isPending = fields.get('latch') === true || (trigger === 'level' && fields.get('line') === true);
  return [
    is(`ISPENDR of ${intId}`, seen.pending, isPending),
    is(`ISACTIVER of ${intId}`, seen.active, fields.get('active')),
    is(`ISENABLER of ${intId}`, seen.enabled, fields.get('enabled')),
    is(`ICFGR of ${intId}`, seen.trigger, trigger),
    is(`IGROUPR of ${intId}`, seen.group, fields.get('group')),
    is(`IPRIORITYR of ${intId}`, seen.priority, fields.get('priority')),
    is(`IROUTER of ${intId}`, routeOf(seen.route), fields.get('route')),
  ];
}

/** HERE, NOWHERE or ANYWHERE: with one PE every affinity but 0.0.0.0 is nobody's. */
const routeOf = (route: InterruptView['route']): number => (route === 'any' ? 2 : Math.min(route ?? 0, 1));

/** ICC_AP1R0_EL1 of five priority bits: bit n stands for the group priority 8 n. */
const bitsOf = (priorities: Value): number =>
  asSet(priorities).elements.reduce<number>((bits, priority) => (bits | (1 << (Number(priority) >> 3))) >>> 0, 0);
