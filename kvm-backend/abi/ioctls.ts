import { structures } from './structures.js';

const KVMIO = 0xae;
const NONE = 0;
const WRITE = 1;
const READ = 2;

/** A request number as asm-generic/ioctl.h composes it: direction, size of the argument, type, number. */
function request(direction: number, number: number, size: number): number {
  return ((direction << 30) | (size << 16) | (KVMIO << 8) | number) >>> 0;
}

/** The ioctls of linux/kvm.h that irqline calls; a test has a C compiler check every number against the headers. */
export const ioctls = {
  KVM_GET_API_VERSION: request(NONE, 0x00, 0),
  KVM_CREATE_VM: request(NONE, 0x01, 0),
  KVM_CHECK_EXTENSION: request(NONE, 0x03, 0),
  KVM_GET_VCPU_MMAP_SIZE: request(NONE, 0x04, 0),
  KVM_CREATE_VCPU: request(NONE, 0x41, 0),
  KVM_SET_USER_MEMORY_REGION: request(WRITE, 0x46, structures.kvm_userspace_memory_region.size),
  KVM_CREATE_IRQCHIP: request(NONE, 0x60, 0),
  KVM_IRQ_LINE: request(WRITE, 0x61, structures.kvm_irq_level.size),
  KVM_SET_GSI_ROUTING: request(WRITE, 0x6a, structures.kvm_irq_routing.size),
  KVM_IRQFD: request(WRITE, 0x76, structures.kvm_irqfd.size),
  KVM_RUN: request(NONE, 0x80, 0),
  KVM_GET_ONE_REG: request(WRITE, 0xab, structures.kvm_one_reg.size),
  KVM_SET_ONE_REG: request(WRITE, 0xac, structures.kvm_one_reg.size),
  KVM_ARM_VCPU_INIT: request(WRITE, 0xae, structures.kvm_vcpu_init.size),
  KVM_ARM_PREFERRED_TARGET: request(READ, 0xaf, structures.kvm_vcpu_init.size),
  KVM_CREATE_DEVICE: request(READ | WRITE, 0xe0, structures.kvm_create_device.size),
  KVM_SET_DEVICE_ATTR: request(WRITE, 0xe1, structures.kvm_device_attr.size),
  KVM_GET_DEVICE_ATTR: request(WRITE, 0xe2, structures.kvm_device_attr.size),
  KVM_HAS_DEVICE_ATTR: request(WRITE, 0xe3, structures.kvm_device_attr.size),
} as const;

export type IoctlName = keyof typeof ioctls;

/** The C name of one of these. */
export function nameOf(ioctl: number): IoctlName {
  const found = Object.entries(ioctls).find(([, number]) => number === ioctl);
  if (found === undefined) throw new Error(`an ioctl 0x${ioctl.toString(16)} that nobody knows`); // all that are made are here
  return found[0] as IoctlName;
}
