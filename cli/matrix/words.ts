import {
  CONFIG,
  VRING,
  type Bits,
  type LifecycleAction,
  type LifecycleLocal,
  type Shared,
  type SystemState,
} from '../../model/index.js';

/** A set of InterruptStatus bits by name. */
export function bitNames(bits: Bits): string {
  const names = [...((bits & VRING) === 0 ? [] : ['VRING']), ...((bits & CONFIG) === 0 ? [] : ['CONFIG'])];
  return names.length === 0 ? 'nothing' : names.join('+');
}

/** How a run ends that loses events. */
export const lostSentence = (work: Bits): string =>
  `${bitNames(work)} still waits, everyone is idle, and no interrupt is pending. Nobody will come.`;

/** What a storm does to the events. */
export const stormSentence = (starves: boolean): string =>
  `${starves ? 'An event can' : 'No event'} ${starves ? 'stay' : 'stays'} unserviced through it.`;

/** A set of InterruptStatus bits in two letters: `VC`, `V-`, `--`. */
export const bitLetters = (bits: Bits): string =>
  `${(bits & VRING) === 0 ? '-' : 'V'}${(bits & CONFIG) === 0 ? '-' : 'C'}`;

/** What an action is called: `publish CONFIG`, `drive 1`. */
export function actionName(action: LifecycleAction): string {
  if (action.kind === 'publish') return `publish ${bitNames(action.bit)}`;
  const names: Partial<Record<LifecycleAction['kind'], string>> = {
    drive1: 'drive 1',
    drive0: 'drive 0',
    driveAfterAck: 'drive after ACK',
    pause: 'stop the vCPUs',
    saveDevice: 'save the device',
    saveGic: 'save the GIC',
    gone: 'is gone',
    reopen: 'DRIVER_OK',
  };
  return names[action.kind] ?? action.kind;
}

/** A state of the delivery system, whether or not a lifecycle happens to it. */
export type ToldState = SystemState<Shared, LifecycleLocal>;

/** The parts of a state that everyone shares and the GIC's active state, one short text each, in the order of {@link stateHeads}. */
export function stateCells({ shared, locals }: ToldState): readonly string[] {
  const isActive = locals.some((local) => 'active' in local && local.active);
  const levels = [shared.line, shared.latch, isActive].map((level) => (level ? '1' : '0'));
  return [bitLetters(shared.work), bitLetters(shared.status), ...levels];
}

/** What the cells of a state are. */
export const stateHeads = ['work', 'status', 'line', 'latch', 'active'] as const;

/** A state on one line. */
export const stateText = (state: ToldState): string =>
  stateCells(state)
    .map((cell, index) => `${stateHeads[index]} ${cell}`)
    .join('  ');
