import { kvmConstants as k } from '../abi/constants.js';
import type { Note } from '../notes.js';
import type { InterfaceScenario } from '../../properties/gic/scenarios/names.js';
import { readVgic, writeVgic, type VgicRegister } from '../vgic/registers.js';
import type { Device } from '../vm/device.js';
import type { Vcpu } from '../vm/vcpu.js';
import type { Vm } from '../vm/vm.js';

/** A VM on its way to a vGICv3: with one vCPU and the device, of which nothing is set yet. */
export interface Workbench {
  readonly vm: Vm;
  /** Not initialised yet (KVM_ARM_VCPU_INIT). @throws Error at the stage `deserted` */
  readonly vcpu: Vcpu;
  /** @throws Error at the stage `none` */
  readonly device: Device;
}

/** Something that KVM's documentation or source says it refuses, allows, or answers. */
export interface ContractCase {
  readonly id: string;
  /** The note of the reference that it belongs to. */
  readonly note: Note;
  /** An errno by its name; or `ok`; or what was read, in hexadecimal. */
  readonly expected: string;
  /** What KVM's documentation says instead, where KVM departs from it. */
  readonly documented?: string;
  /** What a machine of another kind answers as rightly. */
  readonly elsewhere?: string;
  /**
   * How far the vGIC is set up when the case begins: not made, made in a VM that has no vCPU, made, with addresses, or
   * initialised with 64 interrupts; or initialised, and its vCPU is in KVM_RUN throughout.
   */
  readonly stage: Stage;
  /** The test of the kernel that asserts it, by our name for it. */
  readonly scenario?: InterfaceScenario;
  readonly provoke: Provoke;
}

/** What is done; a number is what was read in the end. */
export type Provoke = (bench: Workbench) => number | void;

/** How far the vGIC is set up when a case begins; `ContractCase` says what each name means. */
export const stages = ['none', 'deserted', 'made', 'addressed', 'initialised', 'running'] as const;
/** One of them. */
export type Stage = (typeof stages)[number];

/** Makes the cases of a note that begin at a stage. */
export const at =
  (stage: Stage, note: Note) =>
  (id: string, expected: string, provoke: Provoke): ContractCase => ({ id, note, expected, stage, provoke });

/** The cases of a test of the kernel. */
export const of = (scenario: InterfaceScenario, cases: readonly ContractCase[]): readonly ContractCase[] =>
  cases.map((entry) => ({ ...entry, scenario }));

/** A case in which KVM departs from its documentation. @param documented - the errno that stands there */
export const unlike = (documented: string, entry: ContractCase): ContractCase => ({ ...entry, documented });

/** A case that a machine of another kind answers otherwise. @param elsewhere - as it does there */
export const or = (elsewhere: string, entry: ContractCase): ContractCase => ({ ...entry, elsewhere });

/** One thing after the other; what the last one reads is read. */
export const inOrder =
  (...steps: readonly Provoke[]): Provoke =>
  (bench) =>
    steps.reduce<number | void>((_, step) => step(bench), undefined);

export const get =
  (register: VgicRegister): Provoke =>
  ({ device }) =>
    readVgic(device, register);

export const set =
  (register: VgicRegister, value: number): Provoke =>
  ({ device }) =>
    writeVgic(device, register, value);

/** LPIs, of which a vGIC without an ITS has none. */
export const savePendingTables: Provoke = ({ device }) =>
  device.command(k.KVM_DEV_ARM_VGIC_GRP_CTRL, BigInt(k.KVM_DEV_ARM_VGIC_SAVE_PENDING_TABLES));

export const initialise: Provoke = ({ device }) =>
  device.command(k.KVM_DEV_ARM_VGIC_GRP_CTRL, BigInt(k.KVM_DEV_ARM_VGIC_CTRL_INIT));
