import type { GicBehaviour } from './behaviour.js';
import type { Group, Route, Trigger } from './fields.js';

/** What is fixed for the length of a run. */
export interface GicConfig {
  /** 1 to 4. */
  readonly peCount: number;
  /** SPIs are INTID 32 to 31 + spiCount. A multiple of 32 up to 960, or 988. Every PE has the PPIs 16 to 31. */
  readonly spiCount: number;
  readonly behaviour: GicBehaviour;
}

/** One interrupt. A PPI is banked, `pe` says whose; for an SPI `pe` is 0 and means nothing. */
export interface Target {
  readonly pe: number;
  /** 16 to 31, or 32 to 31 + spiCount. */
  readonly intId: number;
}

/** What happens on the wire. */
export type WireAction =
  | ({ readonly kind: 'drive'; readonly level: boolean } & Target)
  /** drive(true) and drive(false) in one step, as under a lock. */
  | ({ readonly kind: 'pulse' } & Target);

/** What a PE does through its CPU interface, `ICC_*_EL1`. */
export type CpuInterfaceAction =
  /** Reads ICC_IAR1_EL1. The observation is the INTID, or 1023. */
  | { readonly kind: 'acknowledge'; readonly pe: number }
  /** Writes ICC_EOIR1_EL1. `intId` may be 1020 to 1023, too. */
  | { readonly kind: 'endOfInterrupt'; readonly pe: number; readonly intId: number }
  /** Writes ICC_DIR_EL1 on `pe`, which for an SPI need not be the PE that acknowledged it. */
  | { readonly kind: 'deactivate'; readonly pe: number; readonly intId: number }
  /** Writes ICC_PMR_EL1, 0 to 255. */
  | { readonly kind: 'writePriorityMask'; readonly pe: number; readonly value: number }
  /** Writes ICC_BPR1_EL1, 0 to 7; a value below the least that is implemented sets the least. */
  | { readonly kind: 'writeBinaryPoint'; readonly pe: number; readonly value: number }
  /** Writes ICC_IGRPEN1_EL1.Enable. */
  | { readonly kind: 'writeGroupEnable'; readonly pe: number; readonly enabled: boolean }
  /** Writes ICC_CTLR_EL1.EOImode: split true means that EOIR drops the priority only. */
  | { readonly kind: 'writeEoiMode'; readonly pe: number; readonly split: boolean }
  /** Writes ICC_AP1R0_EL1; bit n is the group priority n << (8 - priorityBits). */
  | { readonly kind: 'writeActivePriorities'; readonly pe: number; readonly value: number };

/** What a PE does through the distributor, or for a PPI through its redistributor: one field of one interrupt. */
export type DistributorAction =
  | { readonly kind: 'writeDistributorEnables'; readonly enableGrp0: boolean; readonly enableGrp1: boolean }
  /** Writes 1 to ISENABLER or to ICENABLER. */
  | ({ readonly kind: 'writeEnabled'; readonly enabled: boolean } & Target)
  /** Writes 1 to ISPENDR or to ICPENDR. */
  | ({ readonly kind: 'writePending'; readonly pending: boolean } & Target)
  /** Writes 1 to ISACTIVER or to ICACTIVER. */
  | ({ readonly kind: 'writeActive'; readonly active: boolean } & Target)
  | ({ readonly kind: 'writeTrigger'; readonly trigger: Trigger } & Target)
  | ({ readonly kind: 'writeGroup'; readonly group: Group } & Target)
  /** 0 to 255; the bits that are not implemented are dropped. */
  | ({ readonly kind: 'writePriority'; readonly priority: number } & Target)
  | { readonly kind: 'writeRoute'; readonly intId: number; readonly route: Route };

/** GICD, or the two 64 KiB frames of one GICR (RD_base at 0, SGI_base at 0x10000). */
export type Frame = 'distributor' | 'redistributor';

/** A raw access to a register frame; for `distributor`, `pe` is the PE that does it. */
export interface MmioAccess {
  readonly frame: Frame;
  readonly pe: number;
  readonly offset: number;
  /** Bytes. */
  readonly width: 1 | 2 | 4 | 8;
}

export type MmioAction =
  | ({ readonly kind: 'mmioRead' } & MmioAccess)
  /** An unsigned value below 2 to the power of the width in bits, and below 2 to the power of 53. */
  | ({ readonly kind: 'mmioWrite'; readonly value: number } & MmioAccess);

/**
 * What userspace does to the saved registers of a GIC that does not run, through KVM's device attributes: no write of a
 * guest, and other rules. A word is 32 INTIDs, from 32 * word; word 0 is the redistributor of `pe`.
 */
export type UserspaceAction =
  /** ISPENDR: each of the 32 latches becomes its bit. */
  | { readonly kind: 'assignPending'; readonly pe: number; readonly word: number; readonly bits: number }
  /** ISPENDR: the 32 latches, lines left out. */
  | { readonly kind: 'readLatches'; readonly pe: number; readonly word: number }
  /** LEVEL_INFO: each of the 32 lines becomes its bit, whatever the trigger. */
  | { readonly kind: 'assignLines'; readonly pe: number; readonly word: number; readonly bits: number }
  /** LEVEL_INFO: the 32 lines, 0 for an edge-triggered interrupt. */
  | { readonly kind: 'readLines'; readonly pe: number; readonly word: number };

/**
 * What the vCPU of a PE does towards a hypervisor. Only a GIC with list registers minds: while the vCPU is in the guest,
 * they are what its CPU interface works on, and nothing else changes them. Others see no difference.
 */
export type ResidenceAction =
  | { readonly kind: 'enterGuest'; readonly pe: number }
  /** A vCPU that is not in the guest stays outside. */
  | { readonly kind: 'leaveGuest'; readonly pe: number };

/** What happens to the GIC as a whole. */
export type WholeAction =
  /** Remembers the whole state. */
  | { readonly kind: 'save' }
  /** Puts the state saved last into this GIC, or into a new one that takes its place. Nothing when none was saved. */
  | { readonly kind: 'restore'; readonly into: 'same' | 'fresh' }
  | { readonly kind: 'reset' };

export type GicAction =
  WireAction | CpuInterfaceAction | DistributorAction | MmioAction | UserspaceAction | ResidenceAction | WholeAction;

/** What doing an action showed: `value` for the actions that read (acknowledge, mmioRead, readLatches, readLines). */
export type GicObservation = { readonly kind: 'done' } | { readonly kind: 'value'; readonly value: number };

/** An interrupt as its registers show it. Line and latch cannot be told apart from outside. */
export interface InterruptView {
  readonly intId: number;
  /** The PE that a PPI belongs to; null for an SPI. */
  readonly pe: number | null;
  /** ISPENDR as the guest reads it. */
  readonly pending: boolean;
  readonly active: boolean;
  readonly enabled: boolean;
  readonly trigger: Trigger;
  readonly group: Group;
  readonly priority: number;
  /** null for a PPI. */
  readonly route: Route | null;
}

/** A CPU interface as its registers show it. */
export interface CpuInterfaceView {
  readonly ICC_PMR_EL1: number;
  readonly ICC_BPR1_EL1: number;
  readonly ICC_IGRPEN1_EL1: number;
  /** ICC_CTLR_EL1.EOImode */
  readonly EOImode: number;
  readonly ICC_AP1R0_EL1: number;
  readonly ICC_RPR_EL1: number;
  readonly ICC_HPPIR1_EL1: number;
  /** Whether the interrupt request to the PE is asserted: an acknowledge now would not read 1023. */
  readonly signalled: boolean;
}

export interface GicView {
  readonly enableGrp0: boolean;
  readonly enableGrp1: boolean;
  /** The interrupts that are not as reset leaves them, PPIs first by PE, then SPIs, each by INTID. */
  readonly interrupts: readonly InterruptView[];
  /** By PE. */
  readonly cpuInterfaces: readonly CpuInterfaceView[];
}

/** The language of layer 2. */
export interface GicLanguage {
  readonly config: GicConfig;
  readonly action: GicAction;
  readonly observation: GicObservation;
  readonly view: GicView;
}
