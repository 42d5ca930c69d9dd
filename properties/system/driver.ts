import type { DriverMove } from '../../model/index.js';
import { registers } from '../../spec/index.js';

/** What a handler does with an interrupt that was not read empty. */
export type HandlerStep = 'ack' | 'service';

/** What a driver can reach: its PE's interface to the GIC, the device's registers, and the work itself. */
export interface Guest {
  /** Reads ICC_IAR1_EL1. */
  acknowledge(): number;
  /** Writes ICC_EOIR1_EL1. */
  endOfInterrupt(intId: number): void;
  readDevice(offset: number): number;
  writeDevice(offset: number, value: number): void;
  service(bits: number): void;
}

/** The special INTIDs, 1023 among them, name no interrupt. */
const FIRST_SPECIAL = 1020;

/** A driver of real register accesses, one a step; the order in which it handles an interrupt is its program. */
export class ScriptedDriver {
  readonly #handler: readonly HandlerStep[];
  readonly #guest: Guest;
  #intId: number | undefined;
  #next: readonly ('read' | HandlerStep)[] = [];
  #seen = 0;

  constructor(handler: readonly HandlerStep[], guest: Guest) {
    this.#handler = handler;
    this.#guest = guest;
  }

  get isIdle(): boolean {
    return this.#intId === undefined;
  }

  step(): DriverMove {
    if (this.#intId === undefined) return this.#take();
    const [kind, ...rest] = this.#next;
    this.#next = rest;
    switch (kind) {
      case undefined:
        return this.#end(this.#intId);
      case 'read':
        this.#seen = this.#guest.readDevice(registers.InterruptStatus.offset);
        this.#next = this.#seen === 0 ? [] : this.#handler;
        break;
      case 'ack':
        this.#guest.writeDevice(registers.InterruptACK.offset, this.#seen);
        break;
      case 'service':
        this.#guest.service(this.#seen);
        break;
    }
    return { kind, value: this.#seen };
  }

  #take(): DriverMove {
    const value = this.#guest.acknowledge();
    if (value < FIRST_SPECIAL) {
      this.#intId = value;
      this.#next = ['read'];
    }
    return { kind: 'take', value };
  }

  #end(intId: number): DriverMove {
    this.#intId = undefined;
    this.#guest.endOfInterrupt(intId);
    return { kind: 'end', value: intId };
  }
}
