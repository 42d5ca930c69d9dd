import { deviceModel } from '../device/step.js';
import type { DeviceConfig } from '../device/language.js';
import type { DeviceState } from '../device/state.js';
import { architectureGic } from '../gic/behaviour.js';
import type { GicAction, GicConfig, Target } from '../gic/language.js';
import { acknowledgeable } from '../gic/forwarding.js';
import { gicModel } from '../gic/model.js';
import type { GicState } from '../gic/state.js';
import type { SystemConfig } from './language.js';

/** Where the driver is in its handler, and what it has read of InterruptStatus. */
export type DriverState =
  { readonly kind: 'idle' } | { readonly kind: 'read' | 'ack' | 'service' | 'end'; readonly seen: number };

/** What a thread is about to do, for which bit; a level is driven in the step of the update. */
export type ThreadState =
  { readonly kind: 'idle' } | { readonly kind: 'updating'; readonly bit: number } | { readonly kind: 'signalling' };

/** A device, its two other threads, a GIC and a driver. */
export interface WholeSystem {
  readonly config: SystemConfig;
  readonly device: DeviceState;
  readonly gic: GicState;
  readonly threads: readonly ThreadState[];
  readonly driver: DriverState;
  readonly unserviced: number;
  readonly eventAtStart: boolean;
}

/** The device's line: cell 16 of the device tree. */
export const LINE: Target = { pe: 0, intId: 48 };

/** How many threads the device has beside its own. */
export const THREADS = 2;

/** The device of every run: one queue, one byte of configuration, and the choices of our own implementation. */
export const systemDevice = (delivery: SystemConfig['delivery']): DeviceConfig => ({
  deviceId: 2,
  vendorId: 0,
  features: [0, 1],
  queueSizeMax: [16],
  config: [0],
  configWritable: false,
  choices: {
    ackGate: 'none',
    ackWidth: 32,
    configEventSets: 2,
    signal: delivery === 'edge' ? 'always' : 'level',
  },
});

/** The GIC of every run: the architecture, one PE. */
export const systemGic: GicConfig = { peCount: 1, spiCount: 32, behaviour: architectureGic };

/** What the guest writes before it enables the line: group 1, a priority, the trigger, and the PE's interface open. */
export const gicSetup = (trigger: SystemConfig['trigger']): readonly GicAction[] => [
  { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
  { kind: 'writeGroupEnable', pe: LINE.pe, enabled: true },
  { kind: 'writePriorityMask', pe: LINE.pe, value: 0xff },
  { kind: 'writeGroup', ...LINE, group: 1 },
  { kind: 'writePriority', ...LINE, priority: 0x80 },
  { kind: 'writeTrigger', ...LINE, trigger },
  { kind: 'writeEnabled', ...LINE, enabled: true },
];

/** A guest that has set up its GIC, in front of a device that nobody has started. */
export function initialSystem(config: SystemConfig): WholeSystem {
  return {
    config,
    device: deviceModel.init(systemDevice(config.delivery)),
    gic: gicSetup(config.trigger).reduce((gic, action) => gicModel.step(gic, action).state, gicModel.init(systemGic)),
    threads: Array.from({ length: THREADS }, () => ({ kind: 'idle' }) as const),
    driver: { kind: 'idle' },
    unserviced: 0,
    eventAtStart: false,
  };
}

/** Whether the interrupt request to the PE is asserted. */
export const isSignalled = ({ machine }: GicState): boolean => acknowledgeable(machine, LINE.pe) !== undefined;
