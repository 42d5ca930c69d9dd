import { kvmConstants as k } from '../../abi/constants.js';
import { Eventfd } from '../../system/descriptor.js';
import * as ioctl from '../../system/ioctl.js';
import { GICD_BASE } from '../../vgic/create.js';
import { cpuInterface, distributor, lineLevels, redistributor, wordOf } from '../../vgic/registers.js';
import { DIST, setAddress } from '../addresses.js';
import { at, get, initialise, savePendingTables, set, type Provoke } from '../case.js';

const drive: Provoke = ({ vm }) => vm.irqLine(ioctl.spiLine(48), true);
const signal: Provoke = ({ vm }) => {
  const eventfd = vm.own(Eventfd.open());
  vm.assignIrqfd(16, eventfd);
  eventfd.signal();
};
const ENABLED = wordOf('ISENABLER', 32, 0);
const LEVELS = lineLevels(0, 1);
const running = at('running', 'K10');

/**
 * What userspace may do while a vCPU is in KVM_RUN: drive lines, and ask for what never changes; what it reads and writes
 * of the state needs every vCPU out of it. Source: devices/arm-vgic-v3.rst; vgic_v3_attr_regs_access.
 */
export const runningCases = [
  at('running', 'K8')('irq-line-while-running', 'ok', drive),
  at('running', 'K9')('irqfd-while-running', 'ok', signal),
  running('register-while-running', 'EBUSY', get(ENABLED)),
  running('register-written-while-running', 'EBUSY', set(ENABLED, 1)),
  running('identification-while-running', 'EBUSY', get(distributor(0x8))),
  running('redistributor-register-while-running', 'EBUSY', get(redistributor(0, 0x1_0200))),
  running('cpu-interface-while-running', 'EBUSY', get(cpuInterface(0, 'ICC_PMR_EL1'))),
  at('running', 'K12')('line-levels-while-running', 'EBUSY', get(LEVELS)),
  at('running', 'K12')('line-levels-written-while-running', 'EBUSY', set(LEVELS, 1)),
  running('nr-irqs-while-running', '0x40', ({ device }) => device.get32(k.KVM_DEV_ARM_VGIC_GRP_NR_IRQS, 0n)),
  running('nr-irqs-written-while-running', 'EBUSY', ({ device }) =>
    device.set32(k.KVM_DEV_ARM_VGIC_GRP_NR_IRQS, 0n, 64),
  ),
  running('init-while-running', 'ok', initialise),
  running('save-pending-tables-while-running', 'EBUSY', savePendingTables),
  running('address-while-running', `0x${GICD_BASE.toString(16)}`, ({ device }) =>
    Number(device.get64(k.KVM_DEV_ARM_VGIC_GRP_ADDR, DIST)),
  ),
  running('address-written-while-running', 'EEXIST', setAddress(DIST, BigInt(GICD_BASE))),
  running('vcpu-while-running', 'EBUSY', ({ vm }) => void vm.createVcpu(1)),
  running('create-twice-while-running', 'EBUSY', ({ vm }) => void vm.createDevice(k.KVM_DEV_TYPE_ARM_VGIC_V3)),
];
