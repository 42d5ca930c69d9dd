import { spiFromIntId, type Spi } from '../../impl/index.js';
import { FIRST_SPI } from '../../impl/int-id.js';
import { IrqlineError } from '../../spec/errors.js';
import { Eventfd, type Descriptor } from '../system/descriptor.js';
import * as ioctl from '../system/ioctl.js';
import { KvmError } from '../system/kvm-error.js';
import type { Device } from '../vm/device.js';
import { boundNames, type BoundName, type LineRecord } from './line-record.js';
import { readVgic, wordOf } from './registers.js';

/** The eventfds that any thread bound to the SPIs of a vGIC, as this thread uses them. */
export class BoundEventfds {
  readonly #vm: Descriptor;
  readonly #device: Device;
  readonly #records: readonly LineRecord[];
  /** By number. */
  readonly #eventfds = new Map<number, Eventfd>();

  /** @param records - of the SPIs, from INTID 32 */
  constructor(vm: Descriptor, device: Device, records: readonly LineRecord[]) {
    this.#vm = vm;
    this.#device = device;
    this.#records = records;
  }

  of(spi: Spi, name: BoundName): Eventfd | undefined {
    const number = this.#records[spi.raw - FIRST_SPI]?.bound(name);
    return number === undefined ? undefined : this.#at(number);
  }

  /** Those of this name, with their SPIs. */
  all(name: BoundName): readonly (readonly [Spi, Eventfd])[] {
    return this.#records.flatMap((record, index) => {
      const number = record.bound(name);
      return number === undefined ? [] : [[spiFromIntId(FIRST_SPI + index), this.#at(number)] as const];
    });
  }

  /**
   * Binds an eventfd for pulses. KVM raises the line at a write and does not lower it again (K9): a whole pulse for an
   * edge, since its assertions count, and a level that stays high for ever otherwise.
   * @throws IrqlineError KVM_IRQFD_LEVEL, KvmError
   */
  bindPulse(spi: Spi, record: LineRecord): void {
    this.refuseLevel(spi);
    const eventfd = Eventfd.open();
    this.#assign(spi, eventfd);
    record.bind('pulse', eventfd.number);
  }

  /**
   * Pulses are for edges alone. An SPI may be made level-triggered at any time; KVM does not show it while a vCPU runs.
   * @throws IrqlineError KVM_IRQFD_LEVEL, KvmError
   */
  refuseLevel(spi: Spi): void {
    if (this.#triggerOf(spi) === 'level') throw new IrqlineError('KVM_IRQFD_LEVEL', spi.toString());
  }

  /** Binds an eventfd for a level, and one that KVM signals when it lowers it. @throws KvmError */
  bindLevel(spi: Spi, record: LineRecord): void {
    const level = Eventfd.open();
    const resample = openBeside(level);
    this.#assign(spi, level, resample);
    record.bind('resample', resample.number);
    record.bind('level', level.number);
  }

  close(): void {
    for (const name of boundNames) {
      for (const [spi, eventfd] of this.all(name)) {
        this.#records[spi.raw - FIRST_SPI]?.bind(name, undefined);
        eventfd.close();
      }
    }
    this.#eventfds.clear();
  }

  #at(number: number): Eventfd {
    const known = this.#eventfds.get(number) ?? new Eventfd(number, 'eventfd');
    this.#eventfds.set(number, known);
    return known;
  }

  /** Takes over the eventfds; where KVM refuses them they are closed. */
  #assign(spi: Spi, eventfd: Eventfd, resample?: Eventfd): void {
    const resamplefd = resample === undefined ? {} : { resamplefd: resample.number };
    try {
      ioctl.assignIrqfd(this.#vm, { gsi: spi.raw - FIRST_SPI, eventfd: eventfd.number, ...resamplefd });
    } catch (error) {
      eventfd.close();
      resample?.close();
      throw error;
    }
  }

  #triggerOf(spi: Spi): 'edge' | 'level' | 'hidden' {
    try {
      const field = readVgic(this.#device, wordOf('ICFGR', spi.raw, 0)) >>> (2 * (spi.raw % 16));
      return (field & 2) === 0 ? 'level' : 'edge';
    } catch (error) {
      if (error instanceof KvmError && error.errno === 'EBUSY') return 'hidden';
      throw error;
    }
  }
}

/** A second eventfd; the first does not outlive a failure. */
function openBeside(first: Eventfd): Eventfd {
  try {
    return Eventfd.open();
  } catch (error) {
    first.close();
    throw error;
  }
}
