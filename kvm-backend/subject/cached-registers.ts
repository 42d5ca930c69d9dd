import { readVgic, writeVgic, type VgicRegister } from '../vgic/registers.js';
import type { Device } from '../vm/device.js';

/**
 * The registers of a vGIC whose vCPUs do not run, for reading them all after every action: a call costs much, and
 * nothing changes a configuration register but a write to it. What other things change is read with `readNow`. Before a
 * run's last view everything is forgotten, so that a stray change is seen all the same.
 */
export class CachedRegisters {
  readonly #device: Device;
  readonly #values = new Map<string, number>();

  constructor(device: Device) {
    this.#device = device;
  }

  readNow(register: VgicRegister): number {
    return readVgic(this.#device, register);
  }

  read(register: VgicRegister): number {
    const key = keyOf(register);
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = this.readNow(register);
    this.#values.set(key, value);
    return value;
  }

  /** @param shownBy - the register that shows what this one clears */
  write(register: VgicRegister, value: number, shownBy: VgicRegister = register): void {
    writeVgic(this.#device, register, value);
    this.#values.delete(keyOf(shownBy));
  }

  forget(): void {
    this.#values.clear();
  }
}

function keyOf({ group, attr }: VgicRegister): string {
  return `${group} ${attr}`;
}
