import { kvmConstants as k } from '../abi/constants.js';
import type { Note } from '../diff/notes.js';
import { Eventfd } from '../system/descriptor.js';
import * as ioctl from '../system/ioctl.js';
import { GICD_BASE, GICR_BASE } from '../vgic/create.js';
import { cpuInterface, distributor, readVgic, redistributor, writeVgic, type VgicRegister } from '../vgic/registers.js';
import type { Device } from '../vm/device.js';
import type { Vm } from '../vm/vm.js';

/** A VM on its way to a vGICv3: with one vCPU and the device, of which nothing is set yet. */
export interface Workbench {
  readonly vm: Vm;
  /** @throws Error at the stage `none` */
  readonly device: Device;
}

/** Something that KVM's documentation or source says it refuses, or allows. */
export interface ContractCase {
  readonly id: string;
  /** The note of the reference that it belongs to. */
  readonly note: Note;
  /** An errno by its name, or `ok`. */
  readonly expected: string;
  /** How far the vGIC is set up when the case begins: not made, made, with addresses, or initialised with 64 interrupts. */
  readonly stage: Stage;
  readonly provoke: (bench: Workbench) => void;
}

export const stages = ['none', 'made', 'addressed', 'initialised'] as const;
export type Stage = (typeof stages)[number];

const NR_IRQS = k.KVM_DEV_ARM_VGIC_GRP_NR_IRQS;
const ADDR = k.KVM_DEV_ARM_VGIC_GRP_ADDR;
const DIST = BigInt(k.KVM_VGIC_V3_ADDR_TYPE_DIST);
const REDIST = BigInt(k.KVM_VGIC_V3_ADDR_TYPE_REDIST);
const REGION = BigInt(k.KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION);
const CTRL = k.KVM_DEV_ARM_VGIC_GRP_CTRL;
const INIT = BigInt(k.KVM_DEV_ARM_VGIC_CTRL_INIT);
const BEYOND_ANY_IPA = 1n << 51n;

type Provoke = ContractCase['provoke'];

const at =
  (stage: Stage, note: ContractCase['note']) =>
  (id: string, expected: string, provoke: Provoke): ContractCase => ({ id, note, expected, stage, provoke });

const irqLine =
  (irq: number): Provoke =>
  ({ vm }) =>
    vm.irqLine(irq, true);
const spi = (intId: number): Provoke => irqLine(ioctl.spiLine(intId));
const get =
  (register: VgicRegister): Provoke =>
  ({ device }) =>
    void readVgic(device, register);
const set =
  (register: VgicRegister, value: number): Provoke =>
  ({ device }) =>
    writeVgic(device, register, value);
const nrIrqs =
  (value: number): Provoke =>
  ({ device }) =>
    device.set32(NR_IRQS, 0n, value);
const address =
  (type: bigint, value: bigint): Provoke =>
  ({ device }) =>
    device.set64(ADDR, type, value);
const region = (count: number, base: number, flags = 0, index = 0): bigint =>
  (BigInt(count) << 52n) | BigInt(base) | (BigInt(flags) << 12n) | BigInt(index);
const bindIrqfd =
  (gsi: number): Provoke =>
  ({ vm }) => {
    const eventfd = vm.own(Eventfd.open());
    vm.assignIrqfd(gsi, eventfd);
    eventfd.signal();
  };

const k8 = [
  at('none', 'K8')('irq-line-without-a-gic', 'ENXIO', spi(48)),
  at('addressed', 'K8')('irq-line-before-init', 'EBUSY', spi(48)),
  at('initialised', 'K8')('irq-line-first-spi', 'ok', spi(32)),
  at('initialised', 'K8')('irq-line-last-spi', 'ok', spi(63)),
  at('initialised', 'K8')('irq-line-below-the-spis', 'EINVAL', spi(31)),
  ...[64, 1020, 1024, 1120, 5120, 0xffff].map((intId) =>
    at('initialised', 'K8')(`irq-line-bad-intid-${intId}`, 'EINVAL', spi(intId)),
  ),
  at('initialised', 'K8')(
    'irq-line-of-the-cpu-type',
    'ENXIO',
    irqLine(k.KVM_ARM_IRQ_TYPE_CPU << k.KVM_ARM_IRQ_TYPE_SHIFT),
  ),
  at('initialised', 'K8')('irq-line-ppi', 'ok', irqLine(ioctl.ppiLine(0, 20))),
  at('initialised', 'K8')('irq-line-ppi-of-an-absent-vcpu', 'EINVAL', irqLine(ioctl.ppiLine(1, 20))),
  at('initialised', 'K8')('irq-line-ppi-that-is-an-sgi', 'EINVAL', irqLine(ioctl.ppiLine(0, 15))),
  at('initialised', 'K8')('irq-line-ppi-that-is-an-spi', 'EINVAL', irqLine(ioctl.ppiLine(0, 32))),
];

const k9 = [
  at('addressed', 'K9')('irqfd-before-init', 'EAGAIN', bindIrqfd(16)),
  at('initialised', 'K9')('irqfd', 'ok', bindIrqfd(16)),
  at('initialised', 'K9')('irqfd-of-a-pin-beyond-the-spis-is-silent', 'ok', bindIrqfd(200)),
  at('initialised', 'K9')('irqfd-twice-on-one-eventfd', 'EBUSY', ({ vm }) => {
    const eventfd = vm.own(Eventfd.open());
    vm.assignIrqfd(16, eventfd);
    vm.assignIrqfd(17, eventfd);
  }),
  at('initialised', 'K9')('irqfd-resample', 'ok', ({ vm }) =>
    vm.assignIrqfd(16, vm.own(Eventfd.open()), vm.own(Eventfd.open())),
  ),
  at('initialised', 'K9')('routing-to-a-pin', 'ok', ({ vm }) =>
    ioctl.setGsiRouting(vm.descriptor, [{ gsi: 0, pin: 31 }]),
  ),
  at('initialised', 'K9')('routing-to-pin-988', 'EINVAL', ({ vm }) =>
    ioctl.setGsiRouting(vm.descriptor, [{ gsi: 0, pin: 988 }]),
  ),
];

const k10 = [
  at('made', 'K10')('create-twice', 'EEXIST', ({ vm }) => void vm.createDevice(k.KVM_DEV_TYPE_ARM_VGIC_V3)),
  at('none', 'K10')('create-an-unknown-type', 'ENODEV', ({ vm }) => void vm.createDevice(0x7777)),
  ...[0, 32, 63, 100, 1023, 1024].map((value) => at('made', 'K10')(`nr-irqs-${value}`, 'EINVAL', nrIrqs(value))),
  ...[64, 96, 992].map((value) => at('made', 'K10')(`nr-irqs-${value}`, 'ok', nrIrqs(value))),
  at('made', 'K10')('nr-irqs-twice', 'EBUSY', (bench) => {
    nrIrqs(64)(bench);
    nrIrqs(96)(bench);
  }),
  at('initialised', 'K10')('nr-irqs-after-init', 'EBUSY', nrIrqs(64)),
  at('made', 'K10')('address-misaligned', 'EINVAL', address(DIST, BigInt(GICD_BASE) + 0x1000n)),
  at('made', 'K10')('address-beyond-the-ipa-space', 'E2BIG', address(DIST, BEYOND_ANY_IPA)),
  at('addressed', 'K10')('address-twice', 'EEXIST', address(DIST, BigInt(GICD_BASE))),
  at('made', 'K10')('address-of-an-unknown-type', 'ENXIO', ({ device }) => device.requireAttribute(ADDR, 99n)),
  at('made', 'K10')('region-of-none', 'EINVAL', address(REGION, region(0, GICR_BASE))),
  at('made', 'K10')('region-with-flags', 'EINVAL', address(REGION, region(1, GICR_BASE, 1))),
  at('made', 'K10')('region-with-a-gap-before', 'EINVAL', address(REGION, region(1, GICR_BASE, 0, 1))),
  at('made', 'K10')('region-after-the-old-kind', 'EINVAL', (bench) => {
    address(REDIST, BigInt(GICR_BASE))(bench);
    address(REGION, region(1, 0x0a0a_0000))(bench);
  }),
  at('made', 'K10')('region-that-is-missing', 'ENOENT', ({ device }) => void device.get64(ADDR, REGION)),
  at('addressed', 'K10')('init', 'ok', ({ device }) => device.command(CTRL, INIT)),
  at('initialised', 'K10')('init-twice', 'ok', ({ device }) => device.command(CTRL, INIT)),
  at('initialised', 'K10')('vcpu-after-init', 'EBUSY', ({ vm }) => void vm.createVcpu(1)),
  at('none', 'K10')('vcpu-index-taken', 'EEXIST', ({ vm }) => void vm.createVcpu(0)),
  at('addressed', 'K10')('register-before-init', 'EBUSY', get(distributor(0x204))),
  at('initialised', 'K10')('register-of-an-absent-vcpu', 'EINVAL', get(redistributor(3, 0x1_0200))),
  at('initialised', 'K10')('cpu-interface-of-an-absent-vcpu', 'EINVAL', get(cpuInterface(3, 'ICC_PMR_EL1'))),
  at('initialised', 'K10')('register-unknown-is-no-attribute', 'ENXIO', ({ device }) =>
    device.requireAttribute(k.KVM_DEV_ARM_VGIC_GRP_DIST_REGS, 0x40n),
  ),
  at('initialised', 'K10')('register-unaligned-is-no-attribute', 'ENXIO', ({ device }) =>
    device.requireAttribute(k.KVM_DEV_ARM_VGIC_GRP_DIST_REGS, 0x202n),
  ),
  at('initialised', 'K10')('register-known-is-an-attribute', 'ok', ({ device }) =>
    device.requireAttribute(k.KVM_DEV_ARM_VGIC_GRP_DIST_REGS, 0x204n),
  ),
  at('initialised', 'K10')('register-unknown-reads-zero', 'ok', get(distributor(0x40))),
  at('initialised', 'K10')('identification-of-another-maker', 'EINVAL', set(distributor(0x8), 0xffff_ffff)),
  at('initialised', 'K10')('identification-as-it-was', 'ok', ({ device }) =>
    writeVgic(device, distributor(0x8), readVgic(device, distributor(0x8))),
  ),
];

const levelInfo = (intId: number): VgicRegister => ({
  group: k.KVM_DEV_ARM_VGIC_GRP_LEVEL_INFO,
  attr: BigInt(intId),
  bits: 32,
});

const k12 = [
  at('initialised', 'K12')('line-levels', 'ok', set(levelInfo(32), 1)),
  at('initialised', 'K12')('line-levels-within-a-word', 'EINVAL', get(levelInfo(33))),
  at('initialised', 'K12')('line-levels-beyond-the-spis-are-silent', 'ok', set(levelInfo(992), 1)),
  at('addressed', 'K12')('line-levels-before-init', 'EBUSY', get(levelInfo(32))),
];

/** KVM's own contract: order of the calls, and what it answers to what it does not accept. */
export const contractCases: readonly ContractCase[] = [...k8, ...k9, ...k10, ...k12];
