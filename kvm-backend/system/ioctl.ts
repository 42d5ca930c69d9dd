import { kvmConstants } from '../abi/constants.js';
import { ioctls } from '../abi/ioctls.js';
import { offsetOf, pack, readField, structures } from '../abi/structures.js';
import { setUint64 } from '../abi/word64.js';
import { Argument } from './argument.js';
import { byPointer, byValue, refused, uninterrupted } from './call.js';
import type { Descriptor } from './descriptor.js';
import { libc } from './libc.js';

// One typed function an ioctl. Each throws a KvmError that names the ioctl, what it was asked for and the errno.
// Source of all: Documentation/virt/kvm/api.rst; of the device attributes: devices/arm-vgic-v3.rst.

/** The version of the API; always 12 since Linux 2.6.22. */
export function getApiVersion(kvm: Descriptor): number {
  return byValue(kvm, ioctls.KVM_GET_API_VERSION);
}

/** A new VM. @param type - 0 for the host's usual IPA size */
export function createVm(kvm: Descriptor, type: number): number {
  return uninterrupted(kvm, ioctls.KVM_CREATE_VM, type, `of type ${type}`);
}

/** Whether (or to what extent) a KVM_CAP_* is there; 0 when it is not. */
export function checkExtension(kvm: Descriptor, capability: number): number {
  return byValue(kvm, ioctls.KVM_CHECK_EXTENSION, capability);
}

/** How many bytes of a vCPU's descriptor to map. */
export function getVcpuMmapSize(kvm: Descriptor): number {
  return byValue(kvm, ioctls.KVM_GET_VCPU_MMAP_SIZE);
}

/**
 * Makes a vCPU, and gives its descriptor.
 * @param index - its number, from 0; of arm64 also what its MPIDR_EL1 is made of
 * @throws KvmError KVM_EEXIST for a number that is taken, KVM_EINVAL beyond KVM_CAP_MAX_VCPUS, KVM_EBUSY once the vGIC is initialised
 */
export function createVcpu(vm: Descriptor, index: number): number {
  return byValue(vm, ioctls.KVM_CREATE_VCPU, index);
}

/** Puts memory of this process into the guest's physical address space. Lengths and addresses in bytes, of whole pages. */
export function setUserMemoryRegion(vm: Descriptor, slot: number, guest: number, length: number, host: bigint): void {
  const region = pack('kvm_userspace_memory_region', {
    slot,
    guest_phys_addr: BigInt(guest),
    memory_size: BigInt(length),
    userspace_addr: host,
  });
  byPointer(vm, ioctls.KVM_SET_USER_MEMORY_REGION, region);
}

const irqLevel = new Argument(pack('kvm_irq_level', {}));
const IRQ = offsetOf('kvm_irq_level', 'irq');
const LEVEL = offsetOf('kvm_irq_level', 'level');

/** Drives a line. @param irq - the field of kvm_irq_level: type, vCPU and INTID, see `spiLine` */
export function irqLine(vm: Descriptor, irq: number, level: boolean): void {
  irqLevel.view.setUint32(IRQ, irq, true);
  irqLevel.view.setUint32(LEVEL, level ? 1 : 0, true);
  if (libc().ioctlValue(vm.number, ioctls.KVM_IRQ_LINE, irqLevel.address) < 0) {
    throw refused(ioctls.KVM_IRQ_LINE, `0x${irq.toString(16)}`);
  }
}

/** The `irq` of KVM_IRQ_LINE for an SPI by its INTID. Nothing is checked: refusals are KVM's own. */
export function spiLine(intId: number): number {
  return (kvmConstants.KVM_ARM_IRQ_TYPE_SPI << kvmConstants.KVM_ARM_IRQ_TYPE_SHIFT) | intId;
}

/** The `irq` of KVM_IRQ_LINE for a PPI of a vCPU. */
export function ppiLine(vcpu: number, intId: number): number {
  const { KVM_ARM_IRQ_TYPE_PPI, KVM_ARM_IRQ_TYPE_SHIFT, KVM_ARM_IRQ_VCPU_SHIFT } = kvmConstants;
  return (KVM_ARM_IRQ_TYPE_PPI << KVM_ARM_IRQ_TYPE_SHIFT) | (vcpu << KVM_ARM_IRQ_VCPU_SHIFT) | intId;
}

export interface IrqfdBinding {
  readonly gsi: number;
  readonly eventfd: number;
  readonly resamplefd?: number;
  /** KVM_IRQFD_FLAG_*, beside that of the resamplefd. */
  readonly flags?: number;
}

/** Binds an eventfd to a GSI (SPI n is GSI n by default): a write to it raises the line. */
export function assignIrqfd(vm: Descriptor, { gsi, eventfd, resamplefd, flags: asked = 0 }: IrqfdBinding): void {
  const flags = resamplefd === undefined ? asked : asked | kvmConstants.KVM_IRQFD_FLAG_RESAMPLE;
  byPointer(
    vm,
    ioctls.KVM_IRQFD,
    pack('kvm_irqfd', { fd: eventfd, gsi, flags, resamplefd: resamplefd ?? 0 }),
    `GSI ${gsi}`,
  );
}

export interface GsiRoute {
  readonly gsi: number;
  /** The SPI number, from 0. */
  readonly pin: number;
  /** KVM_IRQ_ROUTING_IRQCHIP unless said otherwise. */
  readonly type?: number;
  /** 0 unless said otherwise: there is only one. */
  readonly irqchip?: number;
}

/** Replaces the whole table from GSI to pin of the GIC. It does not apply to KVM_IRQ_LINE. @param flags - none exist */
export function setGsiRouting(vm: Descriptor, routes: readonly GsiRoute[], flags = 0): void {
  const head = structures.kvm_irq_routing.size;
  const each = structures.kvm_irq_routing_entry.size;
  const table = new Uint8Array(new ArrayBuffer(head + each * routes.length));
  const put = (view: DataView, at: number) => table.set(new Uint8Array(view.buffer), at);
  put(pack('kvm_irq_routing', { nr: routes.length, flags }), 0);
  routes.forEach(({ gsi, pin, type = kvmConstants.KVM_IRQ_ROUTING_IRQCHIP, irqchip = 0 }, index) => {
    const entry = { gsi, type, 'u.irqchip.irqchip': irqchip, 'u.irqchip.pin': pin };
    put(pack('kvm_irq_routing_entry', entry), head + each * index);
  });
  byPointer(vm, ioctls.KVM_SET_GSI_ROUTING, new DataView(table.buffer), `${routes.length} routes`);
}

/** A new device of the VM. @param type - a KVM_DEV_TYPE_* */
export function createDevice(vm: Descriptor, type: number): number {
  const device = pack('kvm_create_device', { type });
  byPointer(vm, ioctls.KVM_CREATE_DEVICE, device, `of type ${type}`);
  return readField(device, 'kvm_create_device', 'fd');
}

/** @param value - what the attribute's address points to; none for a pure command */
export function setDeviceAttr(device: Descriptor, group: number, attr: bigint, value?: Argument): void {
  attribute(ioctls.KVM_SET_DEVICE_ATTR, device, group, attr, value);
}

/** Fills `value`. */
export function getDeviceAttr(device: Descriptor, group: number, attr: bigint, value: Argument): void {
  attribute(ioctls.KVM_GET_DEVICE_ATTR, device, group, attr, value);
}

/** Throws (ENXIO) when the device has no such attribute. */
export function hasDeviceAttr(device: Descriptor, group: number, attr: bigint): void {
  attribute(ioctls.KVM_HAS_DEVICE_ATTR, device, group, attr);
}

/** The target that fits this host best, for `vcpuInit`. */
export function preferredTarget(vm: Descriptor): DataView {
  const init = pack('kvm_vcpu_init', {});
  byPointer(vm, ioctls.KVM_ARM_PREFERRED_TARGET, init);
  return init;
}

/** Resets the vCPU. @param startsOff - it waits for PSCI CPU_ON */
export function vcpuInit(vcpu: Descriptor, target: DataView, startsOff: boolean): void {
  const features = offsetOf('kvm_vcpu_init', 'features');
  target.setUint32(features, startsOff ? 1 << kvmConstants.KVM_ARM_VCPU_POWER_OFF : 0, true);
  byPointer(vcpu, ioctls.KVM_ARM_VCPU_INIT, target);
}

/** Kept for good: the kernel reads it through an address, which keeps nothing from being collected as garbage. */
const registerValue = new Argument(new DataView(new ArrayBuffer(8)));

/** Writes a register of 64 bits. */
export function setOneReg(vcpu: Descriptor, id: bigint, value: bigint): void {
  registerValue.view.setBigUint64(0, value, true);
  const register = pack('kvm_one_reg', { id, addr: BigInt(registerValue.address) });
  byPointer(vcpu, ioctls.KVM_SET_ONE_REG, register, `0x${id.toString(16)}`);
}

/** Runs the vCPU until it exits; why, its kvm_run tells. Goes on after a signal, unless it is over (EINTR). */
export function run(vcpu: Descriptor, isOver: () => boolean): void {
  uninterrupted(vcpu, ioctls.KVM_RUN, 0, '', isOver);
}

/** As {@link run}, but throws (EINTR) at a signal, or before the first instruction when kvm_run has immediate_exit. */
export function runOnce(vcpu: Descriptor): void {
  byValue(vcpu, ioctls.KVM_RUN);
}

const deviceAttr = new Argument(pack('kvm_device_attr', {}));
const GROUP = offsetOf('kvm_device_attr', 'group');
const ATTR = offsetOf('kvm_device_attr', 'attr');
const ADDR = offsetOf('kvm_device_attr', 'addr');

function attribute(request: number, device: Descriptor, group: number, attr: bigint, value?: Argument): void {
  deviceAttr.view.setUint32(GROUP, group, true);
  deviceAttr.view.setBigUint64(ATTR, attr, true);
  setUint64(deviceAttr.view, ADDR, value === undefined ? 0 : value.address);
  if (libc().ioctlValue(device.number, request, deviceAttr.address) < 0) {
    throw refused(request, `group ${group}, 0x${attr.toString(16)}`);
  }
}
