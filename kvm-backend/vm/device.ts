import { Argument } from '../system/argument.js';
import type { Descriptor } from '../system/descriptor.js';
import * as ioctl from '../system/ioctl.js';

/** What the attribute of the call that is being made points to. */
const word = new Argument(new DataView(new ArrayBuffer(8)));

/** An in-kernel device, set up and inspected through attributes. */
export class Device {
  readonly #descriptor: Descriptor;

  constructor(descriptor: Descriptor) {
    this.#descriptor = descriptor;
  }

  /** @throws IrqlineError KVM_CLOSED */
  get descriptor(): Descriptor {
    return this.#descriptor;
  }

  /** @throws KvmError */
  set32(group: number, attr: bigint, value: number): void {
    word.view.setUint32(0, value, true);
    ioctl.setDeviceAttr(this.#descriptor, group, attr, word);
  }

  /** @throws KvmError */
  get32(group: number, attr: bigint): number {
    ioctl.getDeviceAttr(this.#descriptor, group, attr, word);
    return word.view.getUint32(0, true);
  }

  /** @throws KvmError */
  set64(group: number, attr: bigint, value: bigint): void {
    word.view.setBigUint64(0, value, true);
    ioctl.setDeviceAttr(this.#descriptor, group, attr, word);
  }

  /** @param asked - for an attribute that is told there what to show @throws KvmError */
  get64(group: number, attr: bigint, asked = 0n): bigint {
    word.view.setBigUint64(0, asked, true);
    ioctl.getDeviceAttr(this.#descriptor, group, attr, word);
    return word.view.getBigUint64(0, true);
  }

  /** Sets an attribute that is a command. @throws KvmError */
  command(group: number, attr: bigint): void {
    ioctl.setDeviceAttr(this.#descriptor, group, attr);
  }

  /** @throws KvmError ENXIO when the device has no such attribute */
  requireAttribute(group: number, attr: bigint): void {
    ioctl.hasDeviceAttr(this.#descriptor, group, attr);
  }

  close(): void {
    this.#descriptor.close();
  }
}
