import { addressOf } from './libc.js';

/**
 * Memory that the kernel reads or fills during a call, at an address that is looked up once. It is filled again for each
 * call of its kind: the kernel keeps no pointer to it, calls do not nest, and every thread has modules of its own.
 */
export class Argument {
  readonly view: DataView<ArrayBuffer>;
  #address: number | undefined;

  /** @param view - zeroed memory of its own, as `pack` makes it */
  constructor(view: DataView<ArrayBuffer>) {
    this.view = view;
  }

  /** As a number, which crosses into C faster than a pointer: what a process can address has at most 52 bits. */
  get address(): number {
    this.#address ??= Number(addressOf(this.view.buffer));
    return this.#address;
  }
}
