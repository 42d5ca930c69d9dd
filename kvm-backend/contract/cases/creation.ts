import { kvmConstants as k } from '../../abi/constants.js';
import { distributor } from '../../vgic/registers.js';
import { at, get, initialise, inOrder, of, or, savePendingTables, unlike, type Provoke } from '../case.js';

const NR_IRQS = k.KVM_DEV_ARM_VGIC_GRP_NR_IRQS;
const UNKNOWN_DEVICE = 0x7777;
const UNKNOWN_GROUP = 99;
const DISTRIBUTOR_CONTROL = distributor(0);
/** VGIC_V3_MAX_CPUS. */
const MOST_VCPUS = 512;

const create =
  (type: number): Provoke =>
  ({ vm }) =>
    void vm.createDevice(type);
const createVgic = create(k.KVM_DEV_TYPE_ARM_VGIC_V3);
const createVcpu =
  (index: number): Provoke =>
  ({ vm }) =>
    void vm.createVcpu(index);
const nrIrqs =
  (value: number): Provoke =>
  ({ device }) =>
    device.set32(NR_IRQS, 0n, value);
const getNrIrqs: Provoke = ({ device }) => device.get32(NR_IRQS, 0n);
const enter: Provoke = ({ vm, vcpu }) => {
  vm.initialiseVcpu(vcpu);
  vcpu.enter();
};

const none = at('none', 'K10');
const deserted = at('deserted', 'K10');
const made = at('made', 'K10');
const initialised = at('initialised', 'K10');

/** Making a vGIC, its size, and its initialisation. Source: devices/arm-vgic-v3.rst; vgic-init.c; vgic-kvm-device.c. */
export const creationCases = [
  none('create', 'ok', createVgic),
  made('create-twice', 'EEXIST', createVgic),
  // A GICv3 that has a GICv2 within it lets KVM make either, but not both.
  or('EEXIST', made('create-a-gicv2-beside-it', 'ENODEV', create(k.KVM_DEV_TYPE_ARM_VGIC_V2))),
  none('create-an-unknown-type', 'ENODEV', create(UNKNOWN_DEVICE)),
  ...of('init-order-ebusy', [
    none('create-after-a-vcpu-ran', 'EBUSY', inOrder(enter, createVgic)),
    made('nr-irqs-twice', 'EBUSY', inOrder(nrIrqs(64), nrIrqs(96))),
    initialised('nr-irqs-after-init', 'EBUSY', nrIrqs(64)),
    made('nr-irqs-after-init-with-the-default', 'EBUSY', inOrder(initialise, nrIrqs(64))),
    initialised('vcpu-after-init', 'EBUSY', createVcpu(1)),
  ]),
  none('vcpu-index-taken', 'EEXIST', createVcpu(0)),
  none('vcpu-last', 'ok', createVcpu(MOST_VCPUS - 1)),
  none('vcpu-one-too-many', 'EINVAL', createVcpu(MOST_VCPUS)),
  ...[0, 32, 63, 100, 1023, 1024].map((value) => made(`nr-irqs-${value}`, 'EINVAL', nrIrqs(value))),
  ...[64, 96, 992].map((value) => made(`nr-irqs-${value}`, 'ok', nrIrqs(value))),
  made('nr-irqs-of-a-bad-pointer', 'EFAULT', ({ device }) => device.command(NR_IRQS, 0n)),
  made('nr-irqs-by-default', '0x100', inOrder(initialise, getNrIrqs)),
  made('nr-irqs-as-it-was-set', '0x60', inOrder(nrIrqs(96), getNrIrqs)),
  at('addressed', 'K10')('init', 'ok', initialise),
  made('init-without-addresses', 'ok', initialise),
  unlike('ENODEV', deserted('init-without-a-vcpu', 'ok', initialise)),
  deserted('init-without-a-vcpu-then-make-one', 'EBUSY', inOrder(initialise, createVcpu(0))),
  deserted('register-without-a-vcpu', 'EINVAL', get(DISTRIBUTOR_CONTROL)),
  deserted('save-pending-tables-without-a-vcpu', 'ENXIO', savePendingTables),
  initialised('init-twice', 'ok', initialise),
  initialised('save-pending-tables', 'ok', savePendingTables),
  at('addressed', 'K10')('save-pending-tables-before-init', 'ENXIO', savePendingTables),
  made('group-unknown', 'ENXIO', ({ device }) => device.command(UNKNOWN_GROUP, 0n)),
  made('group-unknown-is-no-attribute', 'ENXIO', ({ device }) => device.requireAttribute(UNKNOWN_GROUP, 0n)),
  made('control-unknown', 'ENXIO', ({ device }) => device.command(k.KVM_DEV_ARM_VGIC_GRP_CTRL, 99n)),
];
