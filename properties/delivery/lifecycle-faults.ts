import { namedSystems, type Lifecycle, type Profile, type ResetChoices, type SaveChoices } from '../../model/index.js';

/** A known fault around save, restore and reset: the race that it is, or why it is none; and the mutants that have it. */
export interface LifecycleFault {
  /** The public bug, numbered as the mutants' are. */
  readonly id: `V-${number}`;
  readonly what: string;
  readonly source: string;
  /** Where the delivery system shows it; null for what is wrong in every run, whoever overlaps with whom. */
  readonly race: { readonly system: string; readonly profile: Profile; readonly lifecycle: Lifecycle } | null;
  /** The mutants that have it: `irqline mutants` finds each by the property of its clause. */
  readonly mutants: readonly string[];
}

/** How a device is saved and restored by our own contract. */
export const ownSave: SaveChoices = {
  kind: 'save',
  first: 'device',
  drained: true,
  resignal: 'status',
  whilePaused: 'delivered',
};

/** How a device is reset by our own contract. */
export const ownReset: ResetChoices = {
  kind: 'reset',
  gate: 'inside',
  status: 'cleared',
  line: 'lowered',
  latch: 'kept',
};

/** Every known fault of save, restore and reset. */
export const lifecycleFaults: readonly LifecycleFault[] = [
  {
    id: 'V-12',
    what: 'the transport is saved before its I/O is complete, and the GIC before the last pulse',
    source: 'Firecracker issue 5554, PR 5568 and 5582',
    race: raceOf('firecracker', 'ackFirst', { ...ownSave, first: 'gic', drained: false, resignal: 'nothing' }),
    mutants: ['status-not-saved', 'saved-before-the-last-pulse', 'saved-before-it-completes'],
  },
  {
    id: 'V-13',
    what: 'a notification that is on its way is in no part of the snapshot',
    source: 'Firecracker PR 2193, 2215 and 2280',
    race: raceOf('firecracker', 'ackFirst', { ...ownSave, drained: false }),
    mutants: ['unheard-while-paused'],
  },
  {
    id: 'V-14',
    what: 'what a backend signals while the VM is paused is dropped',
    source: 'cloud-hypervisor issue 7850, PR 7851',
    race: raceOf('cloud-hypervisor-mmio', 'ackFirst', { ...ownSave, resignal: 'nothing', whilePaused: 'dropped' }),
    mutants: ['unheard-while-paused'],
  },
  {
    id: 'V-15',
    what: 'a status is restored and not signalled, and both sides wait',
    source: 'cloud-hypervisor PR 8004, TencentCloud/CubeSandbox PR 1084',
    race: raceOf('crosvm', 'ackFirstLoop', { ...ownSave, resignal: 'nothing', whilePaused: 'dropped' }),
    mutants: ['restore-without-signal'],
  },
  {
    id: 'V-16',
    what: 'DEVICE_NEEDS_RESET is set and the driver not told',
    source: 'Firecracker PR 5351',
    race: null,
    mutants: ['needs-reset-silent'],
  },
  {
    id: 'V-17',
    what: 'DRIVER_OK raises a configuration change that did not happen',
    source: 'openvmm issue 4049, PR 4226',
    race: null,
    mutants: ['config-bit-at-driver-ok'],
  },
  {
    id: 'V-18',
    what: 'a reset clears a part only: the status survives, or the queues do',
    source: 'openvmm PR 3102 and 3221; kvmtool, Dragonball and old Cloud Hypervisor keep the status',
    race: raceOf('crosvm', 'ackFirstLoop', { ...ownReset, status: 'kept' }),
    mutants: ['reset-keeps-status', 'reset-keeps-queues'],
  },
  {
    id: 'V-19',
    what: 'a reset leaves the line high',
    source: 'au-ts/libvmm PR 349',
    race: raceOf('openvmm', 'ackFirst', { ...ownReset, line: 'left' }),
    mutants: ['reset-keeps-line'],
  },
];

function raceOf(name: string, driver: Profile['driver'], lifecycle: Lifecycle): LifecycleFault['race'] {
  const system = namedSystems.find((one) => one.name === name);
  if (system === undefined) throw new Error(`no system ${name}`);
  return { system: name, profile: { ...system.choices, driver }, lifecycle };
}
