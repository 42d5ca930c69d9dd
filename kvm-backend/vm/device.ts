import type { Descriptor } from '../system/descriptor.js';
import * as ioctl from '../system/ioctl.js';

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
    ioctl.setDeviceAttr(this.#descriptor, group, attr, Uint32Array.from([value]).buffer);
  }

  /** @throws KvmError */
  get32(group: number, attr: bigint): number {
    const word = new Uint32Array(1);
    ioctl.getDeviceAttr(this.#descriptor, group, attr, word.buffer);
    return word[0] ?? 0;
  }

  /** @throws KvmError */
  set64(group: number, attr: bigint, value: bigint): void {
    ioctl.setDeviceAttr(this.#descriptor, group, attr, BigUint64Array.from([value]).buffer);
  }

  /** @throws KvmError */
  get64(group: number, attr: bigint): bigint {
    const word = new BigUint64Array(1);
    ioctl.getDeviceAttr(this.#descriptor, group, attr, word.buffer);
    return word[0] ?? 0n;
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
