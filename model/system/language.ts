import type { Language } from '../subject.js';

/** What keeps the GIC from delivering: the interrupt's enable, its PE's mask and group enable, the distributor's. */
export type Gate = 'ISENABLER' | 'ICC_PMR_EL1' | 'ICC_IGRPEN1_EL1' | 'GICD_CTLR';

/** How the line is declared, to the device and to the GIC alike. */
export interface SystemConfig {
  readonly delivery: 'edge' | 'level';
}

/** A device, its line, a GIC and a driver, together. */
export type SystemAction =
  /** The device used buffers of queue 0. */
  | { readonly kind: 'usedBuffers' }
  /** The device writes this byte into its configuration space. */
  | { readonly kind: 'configChange'; readonly byte: number }
  /** The driver takes the device from reset to DRIVER_OK. */
  | { readonly kind: 'initialise' }
  /** The driver resets the device. */
  | { readonly kind: 'resetDevice' }
  /** The VMM saves one of the two and restores it into a fresh one. */
  | { readonly kind: 'saveAndRestore'; readonly what: 'device' | 'gic' }
  | { readonly kind: 'close'; readonly gate: Gate }
  | { readonly kind: 'open'; readonly gate: Gate }
  /** The driver's next step; when it is idle and not signalled it does nothing. */
  | { readonly kind: 'driver' };

/** What the driver is about to do. `ack` and `service` are for what it has read. */
export type DriverPhase = 'idle' | 'read' | 'ack' | 'service' | 'end';

export interface SystemObservation {
  /** What the driver's step read: IAR1, InterruptStatus; null for everything else. */
  readonly value: number | null;
}

export interface SystemView {
  readonly InterruptStatus: number;
  /** The interrupt's bits in GICD_ISPENDR and GICD_ISACTIVER. */
  readonly pending: boolean;
  readonly active: boolean;
  readonly signalled: boolean;
  readonly driver: DriverPhase;
  /** The events that the driver has not serviced: VRING = 1, CONFIG = 2. */
  readonly work: number;
  /** The gates that are closed. */
  readonly closed: readonly Gate[];
}

/** What the two layers together speak of. */
export interface SystemLanguage extends Language {
  readonly config: SystemConfig;
  readonly action: SystemAction;
  readonly observation: SystemObservation;
  readonly view: SystemView;
}
