import type { Language } from '../subject.js';

/** Where VIRTIO leaves the choice to the implementation, or where shipping ones differ: see `spec/clauses`. */
export interface DeviceChoices {
  /** When InterruptACK is obeyed: always, or only after DRIVER_OK (Firecracker, libkrun, vm-virtio). */
  readonly ackGate: 'none' | 'DRIVER_OK';
  /** How many bits of InterruptACK are looked at: 32, or 8 (vm-virtio, crosvm). */
  readonly ackWidth: 8 | 32;
  /** What a configuration change sets in InterruptStatus: CONFIG (2), or both bits (3, QEMU). */
  readonly configEventSets: 2 | 3;
  /** When the line is signalled: see section "signal" of the delivery system. */
  readonly signal: 'always' | 'onRise' | 'onNewBit' | 'assertOnly' | 'level';
}

/** What a device is made with. */
export interface DeviceConfig {
  readonly deviceId: number;
  readonly vendorId: number;
  /** The features offered: bits 0 to 31, and bits 32 to 63 with VIRTIO_F_VERSION_1. */
  readonly features: readonly [low: number, high: number];
  /** QueueSizeMax of each queue. */
  readonly queueSizeMax: readonly number[];
  /** The configuration space at first, byte by byte. */
  readonly config: readonly number[];
  /** Whether the driver may write the configuration space. */
  readonly configWritable: boolean;
  readonly choices: DeviceChoices;
}

/** What the driver, the device behind the transport, the GIC in front of it, and the VMM can do. */
export type DeviceAction =
  | { readonly kind: 'read'; readonly offset: number; readonly width: number }
  | { readonly kind: 'write'; readonly offset: number; readonly width: number; readonly value: number }
  /** The device used buffers of a queue and notifies. */
  | { readonly kind: 'usedBuffers'; readonly queue: number }
  /** The device changes bytes of its configuration space and notifies. They lie inside it. */
  | { readonly kind: 'configChange'; readonly offset: number; readonly bytes: readonly number[] }
  /** The device meets a fatal error. */
  | { readonly kind: 'fatalError' }
  /** The device cannot start when it is next activated. */
  | { readonly kind: 'activationFails' }
  /** The GIC refuses the next signals. */
  | { readonly kind: 'gicRefuses'; readonly signals: number }
  /** The second half of the next pulse fails. */
  | { readonly kind: 'pulseFailsHalfWay' }
  /** The VMM saves the device and restores it into a fresh one, in front of the same GIC. */
  | { readonly kind: 'saveAndRestore' }
  /** The VMM tries to restore a damaged saved state. */
  | { readonly kind: 'restoreDamaged'; readonly damage: 'truncated' | 'foreign' | 'future' };

/** What the GIC is told: a whole pulse, or a level. */
export type Signal = 'pulse' | 'assert' | 'deassert';

/** What went wrong, if anything: a code of `spec/errors`, or that the device could not start. */
export type DeviceError =
  | 'GIC_REFUSED'
  | 'GIC_LINE_LEFT_HIGH'
  | 'SAVED_STATE_MALFORMED'
  | 'SAVED_STATE_FOREIGN'
  | 'SAVED_STATE_FROM_THE_FUTURE'
  | 'ACTIVATION_FAILED';

/** What an action showed. */
export interface DeviceObservation {
  /** What a read gave; null for everything else. */
  readonly value: number | null;
  /** What reached the GIC, in order. */
  readonly signals: readonly Signal[];
  /** The queue that the device behind the transport was told to look at. */
  readonly notified: number | null;
  readonly error: DeviceError | null;
}

/** What can be seen between two actions: registers whose reads change nothing, and the level of the line. */
export interface DeviceView {
  readonly Status: number;
  readonly InterruptStatus: number;
  readonly ConfigGeneration: number;
  readonly line: 0 | 1;
}

/** What layer 1 of the model speaks of. */
export interface DeviceLanguage extends Language {
  readonly config: DeviceConfig;
  readonly action: DeviceAction;
  readonly observation: DeviceObservation;
  readonly view: DeviceView;
}
