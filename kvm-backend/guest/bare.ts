import { VRING } from '../../spec/virtio-mmio.js';
import { ioctls } from '../abi/ioctls.js';
import { offsetOf, pack } from '../abi/structures.js';
import { setUint64 } from '../abi/word64.js';
import { guestLayout, mailbox } from '../agent/operations.js';
import { Argument } from '../system/argument.js';
import type { Descriptor } from '../system/descriptor.js';
import { libc, viewOf } from '../system/libc.js';
import type { Vcpu } from '../vm/vcpu.js';

// The calls of our loops with nothing between them and koffi: no check, no name, no object. What a loop costs beyond
// these is ours; what these cost beyond C is koffi's and the engine's.

/** An ioctl that is always the same. @param argument - a number, or memory that stays where it is */
export function bareIoctl({ number }: Descriptor, request: number, argument: number): () => number {
  const { ioctlValue } = libc();
  return () => ioctlValue(number, request, argument);
}

const irqLevel = new Argument(pack('kvm_irq_level', {}));
const IRQ = offsetOf('kvm_irq_level', 'irq');
const LEVEL = offsetOf('kvm_irq_level', 'level');

/** KVM_IRQ_LINE. @param irq - as `spiLine` gives it */
export function bareIrqLine(vm: Descriptor, irq: number): (level: 0 | 1) => number {
  const call = bareIoctl(vm, ioctls.KVM_IRQ_LINE, irqLevel.address);
  irqLevel.view.setUint32(IRQ, irq, true);
  return (level) => {
    irqLevel.view.setUint32(LEVEL, level, true);
    return call();
  };
}

const deviceAttr = new Argument(pack('kvm_device_attr', {}));
const word = new Argument(new DataView(new ArrayBuffer(8)));

/** An ioctl on an attribute of a device. @param request - KVM_HAS_DEVICE_ATTR or KVM_GET_DEVICE_ATTR */
export function bareAttribute(device: Descriptor, request: number, group: number, attr: bigint): () => number {
  deviceAttr.view.setUint32(offsetOf('kvm_device_attr', 'group'), group, true);
  deviceAttr.view.setBigUint64(offsetOf('kvm_device_attr', 'attr'), attr, true);
  setUint64(deviceAttr.view, offsetOf('kvm_device_attr', 'addr'), word.address);
  return bareIoctl(device, request, deviceAttr.address);
}

const EXIT_ADDRESS = offsetOf('kvm_run', 'mmio.phys_addr');
const EXIT_DATA = offsetOf('kvm_run', 'mmio.data');
const EXIT_IS_WRITE = offsetOf('kvm_run', 'mmio.is_write');
const DONE = guestLayout.mailbox + mailbox.done;

/** KVM_RUN until the list is done that the guest did last; whatever it reads on the way is VRING. */
export function bareList({ descriptor, shared }: Vcpu): () => void {
  const runOnce = bareIoctl(descriptor, ioctls.KVM_RUN, 0);
  const run = new DataView(viewOf(shared.run.address, shared.run.length));
  return () => {
    do {
      runOnce();
      if (run.getUint8(EXIT_IS_WRITE) === 0) run.setUint32(EXIT_DATA, VRING, true);
    } while (run.getUint32(EXIT_ADDRESS, true) !== DONE);
  };
}
