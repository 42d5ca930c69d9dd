import type { Signal } from '../device/language.js';
import type { Trigger } from '../gic/fields.js';

/** What is fixed for the length of a run. */
export interface SystemConfig {
  /** How the device signals: by a pulse for each event, or by a level that follows InterruptStatus. */
  readonly delivery: 'edge' | 'level';
  /** How the driver configures the line (GICD_ICFGR), as the device tree tells it to. */
  readonly trigger: Trigger;
}

/** A bit of InterruptStatus: VRING (1) or CONFIG (2). */
export type EventBit = 1 | 2;

/** What the device, its threads, the driver and the VMM can do. */
export type SystemAction =
  /** An event happens in the device's own thread, and is told whole. */
  | { readonly kind: 'event'; readonly bit: EventBit }
  /** An event happens in thread 0 or 1, which has yet to tell of it; a busy one first ends what it is at. */
  | { readonly kind: 'publish'; readonly thread: number; readonly bit: EventBit }
  /** The thread takes one more atomic step of its trigger, if it is busy. */
  | { readonly kind: 'advance'; readonly thread: number }
  /** The driver takes its next step; when it is idle, that is a read of ICC_IAR1_EL1. */
  | { readonly kind: 'driver' }
  /** The driver enables or disables the interrupt at the distributor. */
  | { readonly kind: 'enable'; readonly enabled: boolean }
  /** The driver opens or closes the priority mask of its PE. */
  | { readonly kind: 'mask'; readonly open: boolean }
  /** The driver resets the device and brings it up again, to DRIVER_OK. */
  | { readonly kind: 'bringUp' }
  /** The driver resets the device. */
  | { readonly kind: 'resetDevice' }
  /** When the device is next started, it uses buffers before the start has returned. */
  | { readonly kind: 'eventAtStart' }
  /** The VMM stops, saves device and GIC, and goes on with fresh ones. */
  | ({ readonly kind: 'snapshot' } & Snapshot)
  /** The threads come to their end, the driver opens everything and handles interrupts until there are none. */
  | { readonly kind: 'quiesce' };

/** The order of a snapshot. Before it begins, the threads come to the end of what they are at. */
export interface Snapshot {
  readonly savedFirst: 'device' | 'gic';
  /**
   * What the device still completes while it is being saved; 0 for nothing. It is complete before the device is saved,
   * so with `savedFirst: 'gic'` the saved GIC does not know of it.
   */
  readonly completes: EventBit | 0;
  /** With `device` the GIC that it signalled is replaced by the saved one, and it signals once more after that. */
  readonly restoredFirst: 'device' | 'gic';
}

/** What the driver did in one step, with what it read or wrote. */
export interface DriverMove {
  readonly kind: 'take' | 'read' | 'ack' | 'service' | 'end';
  /** `take`: the INTID, or 1023. `read`: InterruptStatus. `ack`: the mask. `service`: the bits. `end`: the INTID. */
  readonly value: number;
}

export interface SystemObservation {
  /** What reached the GIC from the device, in order. */
  readonly signals: readonly Signal[];
  readonly moves: readonly DriverMove[];
  /** False when interrupts did not come to an end. */
  readonly settled: boolean;
}

/** What can be seen of the two together, between two actions. */
export interface SystemView {
  readonly Status: number;
  readonly InterruptStatus: number;
  /** ISPENDR and ISACTIVER of the line. */
  readonly pending: boolean;
  readonly active: boolean;
  /** Whether the interrupt request to the PE is asserted. */
  readonly signalled: boolean;
  /** The events that happened while the driver was there to be told, and that it has not serviced since. */
  readonly unserviced: number;
}

/** What the system layer speaks of. */
export interface SystemLanguage {
  readonly config: SystemConfig;
  readonly action: SystemAction;
  readonly observation: SystemObservation;
  readonly view: SystemView;
}
