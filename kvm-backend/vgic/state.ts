import * as t from 'io-ts';
import { unsigned32 } from '../../impl/codec.js';
import type { SavedStateFormat } from '../../impl/index.js';
import { gicRegisters } from '../../spec/gicv3.js';
import type { Device } from '../vm/device.js';
import type { VgicSize } from './create.js';
import {
  cpuInterface,
  cpuInterfaceRegisters,
  distributor,
  lineLevels,
  priorityBitsOf,
  readVgic,
  routerOf,
  wordOf,
  wordStarts,
  writeVgic,
  type ArrayRegister,
  type VgicRegister,
} from './registers.js';

/** A register to save, and how to put its value back. */
interface Part {
  readonly register: VgicRegister;
  /** A register whose ones clear: written with all ones first, since this one's zeros do not clear. */
  readonly clearedBy?: VgicRegister;
  /** What `replaceState` treats apart. */
  readonly holds?: 'triggers' | 'levels';
}

const GICD_CTLR = distributor(gicRegisters.GICD_CTLR);
const GICD_IIDR = distributor(gicRegisters.GICD_IIDR);
const ALL = 0xffff_ffff;

/** What decides which registers a vGICv3 has. */
interface VgicShape extends VgicSize {
  readonly priorityBits: number;
}

/** The shape of a vGIC of this size. @throws KvmError */
export const shapeOf = (device: Device, { vcpuCount, spiCount }: VgicSize): VgicShape => ({
  vcpuCount,
  spiCount,
  priorityBits: priorityBitsOf(device),
});

/**
 * Everything that a vGICv3 of this shape remembers, in the order in which it is put back (K13): the identification
 * first, since it chooses the rules for the rest. Then what decides whether an interrupt can be delivered, before what
 * makes it pending: KVM queues an interrupt for its vCPU only at the event that makes it pending, so a latch or a line
 * that is restored while the distributor, the interrupt or its route is not enabled yet never arrives (K14).
 */
export function partsOf({ vcpuCount, spiCount, priorityBits }: VgicShape): readonly Part[] {
  const banks = [...vcpus(vcpuCount).map((vcpu) => [vcpu, 0, 32] as const), [0, 32, 32 + spiCount] as const];
  const words = (name: ArrayRegister, clear?: ArrayRegister): readonly Part[] =>
    banks.flatMap(([vcpu, first, end]) =>
      wordStarts(name, first, end).map((intId) => ({
        register: wordOf(name, intId, vcpu),
        ...(clear === undefined ? {} : { clearedBy: wordOf(clear, intId, vcpu) }),
      })),
    );
  const routers = Array.from({ length: spiCount }, (_, index) => ({ register: routerOf(32 + index) }));
  const lines = banks.flatMap(([vcpu, first, end]) =>
    wordStarts('ISPENDR', first, end).map((intId): Part => ({
      register: lineLevels(vcpu, intId / 32),
      holds: 'levels',
    })),
  );
  return [
    { register: GICD_IIDR },
    { register: GICD_CTLR },
    ...words('IGROUPR'),
    ...words('ISENABLER', 'ICENABLER'),
    ...routers,
    ...words('ICFGR').map((part): Part => ({ ...part, holds: 'triggers' })),
    ...lines,
    ...words('ISPENDR'),
    ...words('ISACTIVER', 'ICACTIVER'),
    ...words('IPRIORITYR'),
    ...vcpus(vcpuCount).flatMap((vcpu) =>
      cpuInterfaceRegisters(priorityBits).map((name) => ({ register: cpuInterface(vcpu, name) })),
    ),
  ];
}

const vcpus = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const SavedVgic = t.readonly(
  t.type({
    vcpuCount: unsigned32,
    spiCount: unsigned32,
    priorityBits: unsigned32,
    /** A value for each register, in the order of `partsOf`. Of the system registers, too, KVM has the lower half alone. */
    values: t.readonlyArray(unsigned32),
  }),
);
export type SavedVgic = t.TypeOf<typeof SavedVgic>;

/** What `KvmVgicV3.saveState` writes. */
export const savedVgicFormat: SavedStateFormat<SavedVgic> = {
  name: 'irqline/kvm-vgic-v3',
  version: 1,
  codec: SavedVgic,
};

/** Whether a saved state has a value for everything that a vGIC of its own shape remembers. */
export function isWhole(saved: SavedVgic): boolean {
  return saved.values.length === partsOf(saved).length;
}

/**
 * Reads the whole state, as far as KVM shows it: the level of a line is hidden while its trigger is edge (K12), and is
 * saved as low. Drive such a line again after a restore, if its trigger may become level.
 * @throws KvmError KVM_EBUSY while a vCPU runs
 */
export function readState(device: Device, size: VgicSize): SavedVgic {
  const shape = shapeOf(device, size);
  return { ...shape, values: partsOf(shape).map(({ register }) => readVgic(device, register)) };
}

/** Puts a whole state back into a vGIC of the same size. @throws KvmError KVM_EBUSY while a vCPU runs */
export function writeState(device: Device, saved: SavedVgic): void {
  partsOf(saved).forEach(({ register, clearedBy }, index) => {
    if (clearedBy !== undefined) writeVgic(device, clearedBy, ALL);
    writeVgic(device, register, saved.values[index] ?? 0);
  });
}
